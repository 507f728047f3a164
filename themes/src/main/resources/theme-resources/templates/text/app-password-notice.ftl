<#ftl output_format="plainText">
<#-- plain: as notice, with names and addresses between characters that isolate their direction. -->
<#list msg(notice.text, "\xE000")?split("\xE000") as part>${part}<#sep>${plain.realm}</#sep></#list>

<#list plain.names as name>
${msg("appPasswordNoticeName")}: ${name}
</#list>
${msg("appPasswordNoticeTime")}: ${plain.time}
<#if plain.address??>
${msg("appPasswordNoticeAddress")}: ${plain.address}
</#if>
<#if plain.service??>
${msg("appPasswordNoticeService")}: ${plain.service}
</#if>
<#if plain.end??>
${msg("appPasswordNoticeEnd")}: ${plain.end}
</#if>

${msg(notice.advice)}
<#if link??>
${msg(link.text)}: ${link.address}
<#else>
${msg("appPasswordNoticeNoLink")}
</#if>

${msg("appPasswordNoticeNever")}
