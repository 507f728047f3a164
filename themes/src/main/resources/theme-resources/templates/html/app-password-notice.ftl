<#import "template.ftl" as layout>
<@layout.emailLayout>
<#-- The name of the realm is inserted afterwards: msg would resolve references in it. -->
<p><#list msg(notice.text, "\xE000")?split("\xE000") as part>${part}<#sep><bdi>${notice.realm}</bdi></#sep></#list></p>
<table role="presentation" cellpadding="4">
<@row label="appPasswordNoticeName"><#list notice.names as name><bdi>${name}</bdi><#sep><br></#sep></#list></@row>
<@row label="appPasswordNoticeTime">${notice.time}</@row>
<#if notice.address??><@row label="appPasswordNoticeAddress"><bdi dir="ltr">${notice.address}</bdi></@row></#if>
<#if notice.service??><@row label="appPasswordNoticeService"><bdi>${notice.service}</bdi></@row></#if>
<#if notice.end??><@row label="appPasswordNoticeEnd">${notice.end}</@row></#if>
</table>
<p>${msg(notice.advice)}</p>
<p><#if link??><a href="${link.address}">${msg(link.text)}</a><#else>${msg("appPasswordNoticeNoLink")}</#if></p>
<p>${msg("appPasswordNoticeNever")}</p>
</@layout.emailLayout>
<#macro row label>
<tr><th align="${ltr?then("left", "right")}" valign="top" scope="row">${msg(label)}</th><td><#nested></td></tr>
</#macro>
