<#ftl output_format="plainText">
${msg(notice.text, realmName)}

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
${link}

${msg("appPasswordNoticeNever")}
