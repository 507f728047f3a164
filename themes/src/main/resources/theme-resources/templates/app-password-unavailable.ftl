<#import "template.ftl" as layout>
<#import "app-password-commons.ftl" as appPasswords>
<@layout.registrationLayout displayMessage=false; section>
  <#if section = "header">
    ${msg("appPasswordUnavailableTitle")}
  <#elseif section = "form">
    <@appPasswords.page>
      <p class="app-password-intro">${msg("appPasswordUnavailable_" + appPassword.reason, appPassword.max)}</p>
      <@appPasswords.form id="kc-app-password-unavailable-form">
        <@appPasswords.buttons>
          <#if isAppInitiatedAction??>
            <@appPasswords.cancel label=msg("appPasswordBack") looks="primary"/>
          <#else>
            <@appPasswords.button name="done" label=msg("appPasswordContinue")/>
          </#if>
        </@>
      </@>
    </@>
  </#if>
</@layout.registrationLayout>
