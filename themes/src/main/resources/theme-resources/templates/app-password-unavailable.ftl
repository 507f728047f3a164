<#import "template.ftl" as layout>
<#import "app-password-commons.ftl" as appPasswords>
<@layout.registrationLayout displayMessage=false; section>
  <#if section = "header">
    ${msg(appPassword.signInHelps?then("appPasswordUnavailableSignInTitle", "appPasswordUnavailableTitle"))}
  <#elseif section = "form">
    <@appPasswords.page>
      <p class="app-password-intro">${msg("appPasswordUnavailable_" + appPassword.reason, appPassword.max)}</p>
      <@appPasswords.form id="kc-app-password-unavailable-form">
        <#assign looks=appPassword.signInHelps?then("secondary", "primary")>
        <@appPasswords.buttons>
          <#if appPassword.signInHelps>
            <@appPasswords.button name="sign-in" label=msg("appPasswordsSignInAgain")/>
          </#if>
          <#if isAppInitiatedAction??>
            <@appPasswords.cancel label=msg("appPasswordBack") looks=looks/>
          <#else>
            <@appPasswords.button name="done" label=msg("appPasswordContinue") looks=looks/>
          </#if>
        </@>
      </@>
    </@>
  </#if>
</@layout.registrationLayout>
