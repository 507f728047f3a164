<#import "template.ftl" as layout>
<#import "app-password-commons.ftl" as appPasswords>
<#assign nameInvalid=messagesPerField.existsError("name")>
<#assign clientsInvalid=messagesPerField.existsError("clients")>
<#assign lifetimeInvalid=messagesPerField.existsError("lifetimeDays")>
<#assign networksInvalid=messagesPerField.existsError("networks")>
<@layout.registrationLayout displayMessage=!(nameInvalid || clientsInvalid || lifetimeInvalid || networksInvalid); section>
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
                   <#-- The focus must not scroll away from a message above the form. -->
                   <#if nameInvalid || !(clientsInvalid || lifetimeInvalid || networksInvalid || message?has_content)>autofocus</#if>
                   <#if nameInvalid>aria-invalid="true"</#if>
                   aria-describedby="<#if nameInvalid>input-error-name </#if>name-hint">
          </@>
          <@appPasswords.error field="name"/>
          <@appPasswords.hint id="name-hint" text=msg("appPasswordNameHint")/>
          <#-- The script adds buttons. -->
          <div id="app-password-suggestions" class="app-password-suggestions notranslate" translate="no" role="group" aria-label="${msg("appPasswordSuggestions")}" hidden></div>
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
                  <#-- For the script, which shows them. -->
                  <#if appPassword.services?size gte 10>
                    <span class="${properties.kcInputClass!}" hidden>
                      <input type="search" id="service-filter" autocomplete="off" aria-label="${msg("appPasswordServicesFilter")}" placeholder="${msg("appPasswordServicesFilter")}">
                    </span>
                  </#if>
                  <#if appPassword.services?size gt 1>
                    <div id="service-select" class="app-password-service-select" hidden>
                      <button type="button" class="${properties.kcButtonClass!} ${properties.kcButtonLinkClass!"pf-m-link"} pf-m-inline" data-select="all">${msg("appPasswordServicesSelectAll")}</button>
                      <button type="button" class="${properties.kcButtonClass!} ${properties.kcButtonLinkClass!"pf-m-link"} pf-m-inline" data-select="none">${msg("appPasswordServicesSelectNone")}</button>
                    </div>
                  </#if>
                  <#list appPassword.services as service>
                    <@option type="checkbox" id="clients-${service?counter}" name="clients" value=service.clientId checked=service.selected
                             invalid=clientsInvalid focused=clientsInvalid && !nameInvalid && service?is_first><bdi>${service.name}</bdi></@>
                    <#if service.group><input type="hidden" name="groups" value="${service.clientId}"></#if>
                  </#list>
                  <p id="service-filter-none" role="status" hidden>${msg("appPasswordServicesFilterNone")}</p>
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
                    <#if lifetimeInvalid>aria-invalid="true"<#if !(nameInvalid || clientsInvalid)> autofocus</#if></#if>
                    <#if lifetimeInvalid || appPassword.limits?has_content>aria-describedby="<#if lifetimeInvalid>input-error-lifetimeDays </#if><#if appPassword.limits?has_content>lifetime-limits</#if>"</#if>>
              <#list appPassword.lifetimes as lifetime>
                <option value="${lifetime.days?c}"<#if lifetime.selected> selected</#if><#if lifetime.onlyForServices> data-only-for-services</#if>>${lifetimeLabel(lifetime.days)}</option>
              </#list>
            </select>
          </@>
          <@appPasswords.error field="lifetimeDays"/>
          <#if appPassword.limits?has_content>
            <#-- The script shows only the selected services, and only the lifetimes that they allow. -->
            <div id="lifetime-limits" class="app-password-limits" aria-live="polite">
              <p>${msg("appPasswordLifetimeLimits")}</p>
              <ul>
                <#list appPassword.limits as limit>
                  <li data-client="${limit.clientId}" data-days="${limit.days?c}"><bdi>${limit.name}</bdi>: ${lifetimeLabel(limit.days)}</li>
                </#list>
              </ul>
            </div>
          </#if>
        </@>

        <#assign networksUsed=networksInvalid || appPassword.networks?has_content || appPassword.currentNetworkSelected>
        <details class="app-password-networks ${properties.kcFormGroupClass!}"<#if networksUsed> open</#if>>
          <summary>${msg("appPasswordNetworks")}</summary>
          <#if appPassword.currentNetwork?has_content>
            <@option type="checkbox" id="currentNetwork" name="currentNetwork" value=appPassword.currentNetwork
                     checked=appPassword.currentNetworkSelected>${msg("appPasswordNetworksCurrent")} <bdi>(${appPassword.currentNetwork})</bdi></@>
          </#if>
          <@appPasswords.control invalid=networksInvalid; inputClass>
            <textarea id="networks" name="networks" rows="3" class="${inputClass}" dir="ltr" autocomplete="off" spellcheck="false" autocapitalize="none"
                      aria-label="${msg("appPasswordNetworks")}"
                      <#if networksInvalid>aria-invalid="true"<#if !(nameInvalid || clientsInvalid || lifetimeInvalid)> autofocus</#if></#if>
                      aria-describedby="<#if networksInvalid>input-error-networks </#if>networks-hint">${appPassword.networks}</textarea>
          </@>
          <@appPasswords.error field="networks"/>
          <@appPasswords.hint id="networks-hint" text=msg("appPasswordNetworksHint")/>
        </details>

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
