<#ftl output_format="plainText">
<#list msg(notice.text, "\xE000")?split("\xE000") as part>${part}<#sep>${notice.realm}</#sep></#list>

<#list notice.names as name>
${msg("appPasswordNoticeName")}: ${name}
</#list>
${msg("appPasswordNoticeTime")}: ${notice.time}
<#if notice.address??>
${msg("appPasswordNoticeAddress")}: ${notice.address}
</#if>
<#if notice.service??>
${msg("appPasswordNoticeService")}: ${notice.service}
</#if>
<#if notice.end??>
${msg("appPasswordNoticeEnd")}: ${notice.end}
</#if>

${msg(notice.advice)}
<#if link??>
${msg(link.text)}: ${link.address}
<#else>
${msg("appPasswordNoticeNoLink")}
</#if>

${msg("appPasswordNoticeNever")}
