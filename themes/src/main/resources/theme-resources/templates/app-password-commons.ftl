<#--
  Macros that the app password pages share. Both of Keycloak's login themes must be able to render them: the classes come
  from the theme properties. If the themes need different markup (PatternFly 5 wraps a form control in a span, PatternFly 4
  puts the class on the control itself), the properties decide.
-->

<#-- The frame of every page: our stylesheet, the content, our script. -->
<#macro page>
  <link rel="stylesheet" href="${url.resourcesPath}/css/app-password.css">
  <div class="app-password">
    <#nested>
  </div>
  <script type="module" src="${url.resourcesPath}/js/app-password.js"></script>
</#macro>

<#-- The only form of a page. -->
<#macro form id>
  <form id="${id}" class="app-password-form ${properties.kcFormClass!}" action="${url.loginAction}" method="post">
    <#nested>
  </form>
</#macro>

<#--
  A message whose {0} is the nested content instead of a text: a name can be emphasized and isolated from the direction
  of the sentence, and the user's input is never interpreted as a pattern or a variable.
-->
<#macro sentence key><#list msg(key, "\xE000")?split("\xE000") as part>${part}<#sep><#nested></#sep></#list></#macro>

<#-- A name that the user typed, emphasized within the sentence. -->
<#macro name value><bdi class="app-password-name">${value}</bdi></#macro>

<#-- A group of the form: a label, and a control with its error and hint. -->
<#macro field name label>
  <div class="${properties.kcFormGroupClass!}">
    <div class="${properties.kcFormGroupLabelClass!properties.kcLabelWrapperClass!}">
      <label for="${name}" class="${properties.kcLabelClass!}"><span class="${properties.kcFormLabelTextClass!}">${label}</span></label>
    </div>
    <div class="${properties.kcInputWrapperClass!}">
      <#nested>
    </div>
  </div>
</#macro>

<#-- Wraps a text input or select. The nested content gets the class for the control itself. -->
<#macro control invalid=false readonly=false select=false>
  <#if properties.kcFormControlUtilClass?has_content>
    <span class="${properties.kcInputClass!}<#if invalid> ${properties.kcError!}</#if><#if readonly> ${properties.kcFormReadOnlyClass!}</#if>">
      <#nested "">
      <#if select && !readonly>
        <span class="${properties.kcFormControlUtilClass}">
          <span class="${properties.kcFormControlToggleIcon!}">
            <svg class="pf-v5-svg" viewBox="0 0 320 512" fill="currentColor" aria-hidden="true" width="1em" height="1em">
              <path d="M31.3 192h257.3c17.8 0 26.7 21.5 14.1 34.1L174.1 354.8c-7.8 7.8-20.5 7.8-28.3 0L17.2 226.1C4.6 213.5 13.5 192 31.3 192z"></path>
            </svg>
          </span>
        </span>
      </#if>
    </span>
  <#else>
    <#nested properties.kcInputClass!>
  </#if>
</#macro>

<#macro error field>
  <#if messagesPerField.existsError(field)>
    <div class="app-password-error ${properties.kcInputHelperTextItemClass!} ${properties.kcError!}">
      <span class="${properties.kcFeedbackErrorIcon!}" aria-hidden="true"></span>
      <span id="input-error-${field}" class="${properties.kcInputErrorMessageClass!}" aria-live="polite">${messagesPerField.get(field)}</span>
    </div>
  </#if>
</#macro>

<#macro hint id text>
  <div id="${id}" class="app-password-hint">${text}</div>
</#macro>

<#macro buttons stacked=false>
  <div class="${properties.kcFormGroupClass!}">
    <div class="${properties.kcFormButtonsClass!}">
      <div class="app-password-buttons<#if stacked> app-password-buttons-stacked</#if>">
        <#nested>
      </div>
    </div>
  </div>
</#macro>

<#-- Enter in a text field presses the first button of the form. looks: primary, secondary or link. -->
<#macro button name label value="true" looks="primary" extra...>
  <button type="submit" name="${name}" value="${value}" class="${properties.kcButtonClass!} ${classes(looks)} ${properties.kcButtonLargeClass!}"<#list extra as attribute, text> ${attribute}="${text}"</#list>>${label}</button>
</#macro>

<#function classes looks>
  <#switch looks>
    <#case "primary"><#return properties.kcButtonPrimaryClass!>
    <#case "secondary"><#return properties.kcButtonSecondaryClass!"pf-m-secondary">
    <#default><#return properties.kcButtonLinkClass!"pf-m-link">
  </#switch>
</#function>

<#-- The Cancel button that Keycloak offers if an application requested this page. -->
<#macro cancel label=msg("doCancel") looks="secondary">
  <#if isAppInitiatedAction??>
    <@button name="cancel-aia" label=label looks=looks formnovalidate="formnovalidate"/>
  </#if>
</#macro>
