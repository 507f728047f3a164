package org.apppasswords.keycloak.admin;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.administrator.PageRequest;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.AppPasswordFilter;
import org.apppasswords.keycloak.inventory.Inventory;
import org.apppasswords.keycloak.inventory.InventoryPage;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.QueryParameters;
import org.keycloak.models.KeycloakContext;
import org.keycloak.urls.UrlType;

/** The app passwords of all users whom the administrator may view. */
public final class InventoryResource {

    private static final String FORMAT = "format";
    private static final MediaType CSV = new MediaType("text", "csv", "utf-8");
    private static final Set<String> PARAMETERS = Set.of(
            PageRequest.CLIENT,
            PageRequest.INCLUDE_UNLIMITED,
            PageRequest.UNUSED_SINCE,
            PageRequest.EXPIRES_BEFORE,
            PageRequest.USER,
            PageRequest.DEVICE,
            PageRequest.AFTER,
            PageRequest.MAX,
            FORMAT);

    private final AdminCall call;

    InventoryResource(AdminCall call) {
        this.call = call;
    }

    /** Returns one page, sorted by user, as JSON or CSV. */
    @GET
    @Path("")
    @Produces({MediaType.APPLICATION_JSON, "text/csv"})
    public Response page(@Context HttpHeaders headers) {
        return call.answer(() -> {
            call.requireViewOfUsers();
            QueryParameters query = new QueryParameters(context().getUri().getQueryParameters(), PARAMETERS);
            boolean csv = isCsv(query.text(FORMAT), headers.getAcceptableMediaTypes());
            PageRequest request = pageRequest(query);
            InventoryPage page = new Inventory(call.session(), call.realm(), call.rights())
                    .page(request.filter(), request.after(), request.max());
            Response.ResponseBuilder answer = csv ? csv(page) : json(page);
            page.next().ifPresent(next -> answer.header(HttpHeaders.LINK, link(next)));
            return answer.build();
        });
    }

    private static PageRequest pageRequest(QueryParameters query) {
        AppPasswordFilter filter = new AppPasswordFilter(
                query.text(PageRequest.CLIENT),
                query.flag(PageRequest.INCLUDE_UNLIMITED),
                query.instant(PageRequest.UNUSED_SINCE),
                query.instant(PageRequest.EXPIRES_BEFORE),
                query.text(PageRequest.USER),
                query.optionalFlag(PageRequest.DEVICE));
        return PageRequest.of(filter, query.text(PageRequest.AFTER), query.integer(PageRequest.MAX));
    }

    // The parameter takes precedence, because a link in a browser cannot set the header Accept.
    private static boolean isCsv(Optional<String> format, List<MediaType> accepted) {
        if (format.isPresent()) {
            return switch (format.get()) {
                case "csv" -> true;
                case "json" -> false;
                default -> throw ApiError.invalidRequest(FORMAT + ": must be json or csv");
            };
        }
        return accepted.stream()
                .filter(type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE) || type.isCompatible(CSV))
                .findFirst()
                .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
    }

    private static Response.ResponseBuilder json(InventoryPage page) {
        return Answers.json(
                Response.Status.OK,
                new Page(
                        page.items().stream().map(InventoryItemJson::of).toList(),
                        page.next().orElse(null)));
    }

    private static Response.ResponseBuilder csv(InventoryPage page) {
        return Answers.text(CSV, InventoryCsv.of(page.items()))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"app-passwords.csv\"");
    }

    // Of the administrators' address, Keycloak knows only the base. The request itself has the address at which it
    // arrived, which can be the one behind a proxy.
    private String link(String next) {
        UriInfo request = context().getUri();
        return "<"
                + context()
                        .getUri(UrlType.ADMIN)
                        .getBaseUriBuilder()
                        .path(request.getPath())
                        .replaceQuery(request.getRequestUri().getRawQuery())
                        .replaceQueryParam(PageRequest.AFTER, next)
                        .build()
                + ">; rel=\"next\"";
    }

    private KeycloakContext context() {
        return call.session().getContext();
    }

    /** @param next cursor of the next page; {@code null} on the last one */
    private record Page(List<InventoryItemJson> appPasswords, String next) {}
}
