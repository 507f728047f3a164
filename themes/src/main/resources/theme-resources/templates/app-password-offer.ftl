<#import "template.ftl" as layout>
<#import "app-password-commons.ftl" as appPasswords>
<@layout.registrationLayout displayMessage=false; section>
  <#if section = "header">
    ${msg("appPasswordOfferTitle")}
  <#elseif section = "form">
    <@appPasswords.page>
      <p class="app-password-intro">${msg("appPasswordOfferText")}</p>
      <p class="app-password-intro">${msg("appPasswordOfferLater")}</p>
      <@appPasswords.form id="kc-app-password-offer-form">
        <@appPasswords.buttons stacked=true>
          <@appPasswords.button name="accept" label=msg("appPasswordOfferCreate")/>
          <@appPasswords.button name="not-now" label=msg("appPasswordOfferNotNow") looks="secondary"/>
        </@>
      </@>
    </@>
  </#if>
</@layout.registrationLayout>
