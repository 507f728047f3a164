<#import "template.ftl" as layout>
<#import "app-password-commons.ftl" as appPasswords>
<#assign labels={
  "CONFIGURE_TOTP": "appPasswordSecondFactorSetUpTotp",
  "webauthn-register": "appPasswordSecondFactorSetUpWebauthn",
  "webauthn-register-passwordless": "appPasswordSecondFactorSetUpPasskey"
}>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("appPasswordSecondFactorTitle")}
  <#elseif section = "form">
    <@appPasswords.page>
      <p class="app-password-intro">${msg("appPasswordSecondFactorText")}</p>
      <p class="app-password-intro"><#if appPassword.choices?has_content>${msg("appPasswordSecondFactorNext")}<#else>${msg("appPasswordSecondFactorNone")}</#if></p>
      <@appPasswords.form id="kc-app-password-second-factor-form">
        <@appPasswords.buttons stacked=true>
          <#list appPassword.choices as choice>
            <@appPasswords.button name="setup" value=choice label=msg(labels[choice]) looks=choice?is_first?then("primary", "secondary")/>
          </#list>
          <#if isAppInitiatedAction??>
            <@appPasswords.cancel looks=appPassword.choices?has_content?then("link", "primary")/>
          <#elseif !appPassword.choices?has_content>
            <@appPasswords.button name="done" label=msg("appPasswordContinue")/>
          </#if>
        </@>
      </@>
    </@>
  </#if>
</@layout.registrationLayout>
