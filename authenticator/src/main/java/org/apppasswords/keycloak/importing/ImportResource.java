package org.apppasswords.keycloak.importing;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.rest.ContentType;

/**
 * Imports app passwords of other systems: each line of JSON is answered with a line of JSON as soon as it is processed.
 * An answered line is stored even if a later one fails. A line that is sent again does not change anything.
 */
public final class ImportResource {

    /** JSON lines. None of the media types that programs send is registered with IANA. */
    private static final String JSON_LINES = "application/x-ndjson";

    private static final List<String> ACCEPTED =
            List.of(JSON_LINES, "application/ndjson", "application/jsonl", "application/json-lines");

    private final AdminCall call;

    public ImportResource(AdminCall call) {
        this.call = call;
    }

    /** Imports line by line. */
    @POST
    @Path("")
    public Response importLines(InputStream body) {
        return call.answer(() -> {
            requireImporter();
            ContentType.require(call.session(), ACCEPTED);
            ImportLines lines = new ImportLines(body);
            requireText(lines);
            Import work = new Import(call);
            // An import can take longer than a transaction may. The code below does not need the request's transaction.
            call.session().getTransactionManager().commit();
            StreamingOutput answer = out -> work.run(lines, out);
            return Response.ok(answer, JSON_LINES)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        });
    }

    // With fine-grained permissions, an administrator may manage some users only: each line is checked.
    private void requireImporter() {
        if (!call.auth().users().canManage()) {
            call.auth().users().requireQuery();
            if (!call.realm().isAdminPermissionsEnabled()) {
                throw new ForbiddenException();
            }
        }
    }

    private static void requireText(ImportLines lines) {
        try {
            if (!lines.startsAsText()) {
                throw ApiError.invalidRequest("The body must be JSON lines in UTF-8, without compression.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
