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
                <@option type="radio" id="services-all" name="services" value="all" checked=appPassword.allServices>${msg("appPasswordServicesAll")}</@>
                <@option type="radio" id="services-only" name="services" value="only" checked=!appPassword.allServices>${msg("appPasswordServicesOnly")}</@>
                <#-- The stylesheet shows these only while the second radio button is selected. -->
                <div class="app-password-service-list" role="group" aria-label="${msg("appPasswordServicesOnly")}">
                  <#list appPassword.services as service>
                    <@option type="checkbox" id="clients-${service?counter}" name="clients" value=service.clientId checked=service.selected
                             invalid=clientsInvalid focused=clientsInvalid && !nameInvalid && service?is_first><bdi>${service.name}</bdi></@>
                  </#list>
                </div>
              </div>
              <@appPasswords.error field="clients"/>
            </div>
          </fieldset>
        <#else>
          <div class="${properties.kcFormGroupClass!}">
            <div class="${properties.kcInputWrapperClass!}">
              <@appPasswords.error field="clients"/>
              <@appPasswords.hint id="clients-hint" text=msg("appPasswordNoServices")/>
              <input type="hidden" name="services" value="all">
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

<#-- A radio button or checkbox with its label. PatternFly lays out both alike. -->
<#macro option type id name value checked invalid=false focused=false>
  <div class="${properties.kcCheckboxClass!properties.kcCheckClass!}">
    <input type="${type}" id="${id}" name="${name}" value="${value}" class="${properties.kcCheckboxInputClass!properties.kcCheckInputClass!}"
           <#if checked>checked</#if> <#if invalid>aria-invalid="true"</#if> <#if focused>autofocus</#if>>
    <label for="${id}" class="${properties.kcCheckboxLabelClass!properties.kcCheckLabelClass!}"><#nested></label>
  </div>
</#macro>

<#function lifetimeLabel days>
  <#switch days>
    <#case 0><#return msg("appPasswordLifetimeNoEnd")>
    <#case 1><#return msg("appPasswordLifetimeOneDay")>
    <#case 365><#return msg("appPasswordLifetimeYear")>
    <#default><#return msg("appPasswordLifetimeDays", days)>
  </#switch>
</#function>
