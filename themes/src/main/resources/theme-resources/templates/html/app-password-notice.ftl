<#import "template.ftl" as layout>
<@layout.emailLayout>
<p>${msg(notice.text, realmName)}</p>
<table role="presentation" cellpadding="4">
<@row label="appPasswordNoticeName"><#list notice.names as name><bdi>${name}</bdi><#sep><br></#sep></#list></@row>
<@row label="appPasswordNoticeTime">${notice.time}</@row>
<#if notice.address??><@row label="appPasswordNoticeAddress">${notice.address}</@row></#if>
<#if notice.service??><@row label="appPasswordNoticeService"><bdi>${notice.service}</bdi></@row></#if>
<#if notice.end??><@row label="appPasswordNoticeEnd">${notice.end}</@row></#if>
</table>
<p>${msg(notice.advice)}</p>
<p><a href="${link}">${msg("appPasswordNoticeLink")}</a></p>
<p>${msg("appPasswordNoticeNever")}</p>
</@layout.emailLayout>
<#macro row label>
<tr><th align="${ltr?then("left", "right")}" valign="top" scope="row">${msg(label)}</th><td><#nested></td></tr>
</#macro>
