<#import "template.ftl" as layout>
<#import "app-password-commons.ftl" as appPasswords>
<#assign nameInvalid=messagesPerField.existsError("name")>
<#assign clientsInvalid=messagesPerField.existsError("clients")>
<#assign lifetimeInvalid=messagesPerField.existsError("lifetimeDays")>
<@layout.registrationLayout displayMessage=!(nameInvalid || clientsInvalid || lifetimeInvalid); section>
  <#if section = "header">
    ${msg("appPasswordCreateTitle")}
  <#elseif section = "form">
    <@appPasswords.page>
      <p class="app-password-intro">${msg("appPasswordCreateIntro")}</p>
      <@appPasswords.form id="kc-app-password-create-form">

        <@appPasswords.field name="name" label=msg("appPasswordName")>
          <@appPasswords.control invalid=nameInvalid; inputClass>
            <input type="text" id="name" name="name" value="${appPassword.name!}" class="${inputClass}" dir="auto"
                   maxlength="${appPassword.nameMaxLength?c}" required autocomplete="off"
                   <#if nameInvalid || !(clientsInvalid || lifetimeInvalid)>autofocus</#if>
                   <#if nameInvalid>aria-invalid="true"</#if>
                   aria-describedby="<#if nameInvalid>input-error-name </#if>name-hint">
          </@>
          <@appPasswords.error field="name"/>
          <@appPasswords.hint id="name-hint" text=msg("appPasswordNameHint")/>
        </@>

        <#if appPassword.services?has_content>
          <fieldset class="${properties.kcFormGroupClass!}" aria-describedby="<#if clientsInvalid>input-error-clients </#if>clients-hint">
            <legend class="${properties.kcFormGroupLabelClass!properties.kcLabelWrapperClass!}">
              <span class="${properties.kcLabelClass!}"><span class="${properties.kcFormLabelTextClass!}">${msg("appPasswordServices")}</span></span>
            </legend>
            <div class="${properties.kcInputWrapperClass!}">
              <@appPasswords.hint id="clients-hint" text=msg("appPasswordServicesHint")/>
              <div class="app-password-services">
                <#list appPassword.services as service>
                  <div class="${properties.kcCheckboxClass!properties.kcCheckClass!}">
                    <input type="checkbox" id="clients-${service?counter}" name="clients" value="${service.clientId}"
                           class="${properties.kcCheckboxInputClass!properties.kcCheckInputClass!}"
                           <#if service.selected && !appPassword.allServices>checked</#if>
                           <#if clientsInvalid>aria-invalid="true"<#if service?is_first && !nameInvalid> autofocus</#if></#if>>
                    <label for="clients-${service?counter}" class="${properties.kcCheckboxLabelClass!properties.kcCheckLabelClass!}"><bdi>${service.name}</bdi></label>
                  </div>
                </#list>
              </div>
              <@appPasswords.error field="clients"/>
            </div>
          </fieldset>
        <#else>
          <div class="${properties.kcFormGroupClass!}">
            <div class="${properties.kcInputWrapperClass!}">
              <@appPasswords.error field="clients"/>
              <@appPasswords.hint id="clients-hint" text=msg("appPasswordNoServices")/>
            </div>
          </div>
        </#if>

        <#assign onlyOneLifetime=appPassword.lifetimes?size == 1>
        <@appPasswords.field name="lifetimeDays" label=msg("appPasswordLifetime")>
          <@appPasswords.control invalid=lifetimeInvalid readonly=onlyOneLifetime select=true; inputClass>
            <select id="lifetimeDays" name="lifetimeDays" class="${inputClass}<#if onlyOneLifetime> app-password-only-choice</#if>"
                    <#if lifetimeInvalid>aria-invalid="true" aria-describedby="input-error-lifetimeDays"<#if !(nameInvalid || clientsInvalid)> autofocus</#if></#if>>
              <#list appPassword.lifetimes as lifetime>
                <option value="${lifetime.days?c}"<#if lifetime.selected> selected</#if>>${lifetimeLabel(lifetime.days)}</option>
              </#list>
            </select>
          </@>
          <@appPasswords.error field="lifetimeDays"/>
        </@>

        <@appPasswords.buttons>
          <@appPasswords.button name="create" label=msg("appPasswordCreate")/>
          <#if appPassword.optional>
            <@appPasswords.button name="not-now" label=msg("appPasswordOfferNotNow") looks="secondary" formnovalidate="formnovalidate"/>
          <#else>
            <@appPasswords.cancel/>
          </#if>
        </@>
      </@>
    </@>
  </#if>
</@layout.registrationLayout>

<#function lifetimeLabel days>
  <#switch days>
    <#case 0><#return msg("appPasswordLifetimeNoEnd")>
    <#case 1><#return msg("appPasswordLifetimeOneDay")>
    <#case 365><#return msg("appPasswordLifetimeYear")>
    <#default><#return msg("appPasswordLifetimeDays", days)>
  </#switch>
</#function>
