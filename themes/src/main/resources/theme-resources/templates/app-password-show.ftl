<#import "template.ftl" as layout>
<#import "app-password-commons.ftl" as appPasswords>
<#-- A setting that users copy into a program unchanged. -->
<#macro setting label value>
  <div>
    <dt>${label}</dt>
    <dd class="notranslate" translate="no"><bdi dir="ltr">${value}</bdi></dd>
  </div>
</#macro>

<#-- No language selector: it would load the page again, without the app password. -->
<#if locale??>
  <#global locale={
    "supported": [],
    "current": (locale.current)!"",
    "currentLanguageTag": (locale.currentLanguageTag)!"",
    "rtl": (locale.rtl)!false
  }>
</#if>
<@layout.registrationLayout displayMessage=false; section>
  <#if section = "header">
    ${msg("appPasswordShowTitle")}
  <#elseif section = "form">
    <@appPasswords.page>
      <p class="app-password-intro"><@appPasswords.sentence key="appPasswordShowIntro"><@appPasswords.name value=appPassword.name/></@></p>

      <#-- Above the app password, so that it is visible on small and zoomed screens, too. -->
      <div class="app-password-once ${properties.kcAlertClass!} pf-m-warning">
        <div class="${properties.kcAlertIconClass!"pf-c-alert__icon"}"><span class="${properties.kcFeedbackWarningIcon!}" aria-hidden="true"></span></div>
        <div class="app-password-warning-title ${properties.kcAlertTitleClass!}">${msg("appPasswordShowOnce")}</div>
        <div class="${properties.kcAlertDescriptionClass!"pf-c-alert__description"}">${msg("appPasswordShowWarning")}</div>
      </div>

      <div class="app-password-card">
        <dl>
          <div>
            <dt>${msg("appPasswordShowUsername")}</dt>
            <dd class="app-password-username notranslate" translate="no"><bdi>${appPassword.username}</bdi></dd>
          </div>
          <div>
            <dt id="app-password-label">${msg("appPasswordShowLabel")}</dt>
            <#-- The element's text must be the password alone, so its markup stays on one line. -->
            <dd><div id="app-password" class="app-password-secret notranslate" role="group" aria-labelledby="app-password-label" dir="ltr" translate="no" tabindex="-1"><#list appPassword.groups as group><span class="app-password-group">${group}<#sep><span class="app-password-hyphen">-</span></#sep></span><#sep><wbr></#sep></#list></div></dd>
          </div>
        </dl>
        <button type="button" id="app-password-copy" class="${properties.kcButtonClass!} ${appPasswords.classes("secondary")}" hidden
                data-copied="${msg("appPasswordCopied")}" data-copy-failed="${msg("appPasswordCopyFailed")}">
          <span class="${properties.kcCopyIconClass!"fa fa-copy"}" aria-hidden="true"></span>
          <span>${msg("appPasswordCopy")}</span>
        </button>
        <div id="app-password-copy-status" class="app-password-copy-status" role="status"></div>
      </div>

      <ul class="app-password-facts">
        <#if appPassword.serviceNames?has_content>
          <li><@appPasswords.sentence key="appPasswordShowServices"><#list appPassword.serviceNames as service><bdi>${service}</bdi><#sep>, </#sep></#list></@></li>
        <#else>
          <li>${msg("appPasswordShowAllServices")}</li>
        </#if>
        <#if appPassword.networks?has_content>
          <li><@appPasswords.sentence key="appPasswordShowNetworks"><#list appPassword.networks as network><bdi>${network}</bdi><#sep>, </#sep></#list></@></li>
        </#if>
        <#if appPassword.expiresOn?has_content>
          <#-- The script shows the time in the time zone of the device. -->
          <li><@appPasswords.sentence key="appPasswordShowExpires"><time id="app-password-end" datetime="${appPassword.expiresAt}">${appPassword.expiresOn}</time></@></li>
        </#if>
        <li>${msg("appPasswordShowTyping")}</li>
      </ul>

      <#if appPassword.setUp.connections?has_content>
        <section class="app-password-set-up" aria-labelledby="app-password-set-up-title">
          <h2 id="app-password-set-up-title">${msg("appPasswordSetUpTitle")}</h2>
          <#list appPassword.setUp.connections as connection>
            <h3>${msg("appPasswordSetUp_" + connection.protocol)}<#if connection.oneOfSeveral>: <bdi>${connection.service}</bdi></#if></h3>
            <dl>
              <#if connection.url?has_content>
                <@setting label=msg("appPasswordSetUpAddress") value=connection.url/>
              <#else>
                <@setting label=msg("appPasswordSetUpServer") value=connection.host/>
                <@setting label=msg("appPasswordSetUpPort") value=connection.port?c/>
                <#if connection.security = "none">
                  <div>
                    <dt>${msg("appPasswordSetUpSecurity")}</dt>
                    <dd>${msg("appPasswordSetUpUnencrypted")}</dd>
                  </div>
                <#else>
                  <@setting label=msg("appPasswordSetUpSecurity") value=(connection.security = "tls")?then("SSL/TLS", "STARTTLS")/>
                </#if>
              </#if>
              <@setting label=msg("appPasswordShowUsername") value=connection.username/>
            </dl>
          </#list>
          <#if appPassword.setUp.apple??>
            <div class="app-password-apple">
              <a id="app-password-apple" class="${properties.kcButtonClass!} ${appPasswords.classes("secondary")}" download="${appPassword.setUp.apple.fileName}" href="${appPassword.setUp.apple.address}" aria-describedby="app-password-apple-hint">${msg("appPasswordSetUpApple")}</a>
              <@appPasswords.hint id="app-password-apple-hint" text=msg("appPasswordSetUpAppleHint_" + appPassword.setUp.apple.contents)/>
            </div>
          <#elseif appPassword.setUp.appleNeedsSmtp>
            <p id="app-password-apple-missing">${msg("appPasswordSetUpAppleNeedsSmtp")}</p>
          </#if>
          <#if appPassword.setUp.autoconfig?has_content>
            <p id="app-password-thunderbird">${msg("appPasswordSetUpThunderbird")}</p>
          </#if>
        </section>
      </#if>

      <p class="app-password-try">${msg("appPasswordShowTry")}</p>
      <@appPasswords.form id="kc-app-password-show-form">
        <p id="app-password-not-copied" class="app-password-error" role="alert" data-text="${msg("appPasswordShowNotCopied")}"></p>
        <@appPasswords.buttons>
          <@appPasswords.button name="done" label=msg("appPasswordDone")/>
        </@>
      </@>
    </@>
  </#if>
</@layout.registrationLayout>
