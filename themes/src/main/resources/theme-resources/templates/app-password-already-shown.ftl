<#import "template.ftl" as layout>
<#import "app-password-commons.ftl" as appPasswords>
<@layout.registrationLayout displayMessage=appPassword.busy; section>
  <#if section = "header">
    ${msg("appPasswordAlreadyShownTitle")}
  <#elseif section = "form">
    <@appPasswords.page>
      <p class="app-password-intro"><@appPasswords.sentence key="appPasswordAlreadyShownText"><@appPasswords.name value=appPassword.name/></@></p>
      <@appPasswords.form id="kc-app-password-already-shown-form">
        <#-- So that a second click does not delete the app password that the first one has created. -->
        <input type="hidden" name="replaces" value="${appPassword.id}">
        <@appPasswords.buttons stacked=true>
          <@appPasswords.button name="done" label=msg("appPasswordAlreadyShownDone")/>
          <@appPasswords.button name="restart" label=msg("appPasswordAlreadyShownRestart") looks="secondary"/>
        </@>
      </@>
    </@>
  </#if>
</@layout.registrationLayout>
