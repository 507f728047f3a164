package org.apppasswords.keycloak.admin.importing;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apppasswords.keycloak.admin.request.AdminCall;
import org.apppasswords.keycloak.error.ApiError;

/**
 * Brings app passwords of other systems along: JSON lines in, JSON lines out, one for each, as they are done. What is
 * answered for is stored, whatever becomes of the rest; and what is sent again is found there.
 */
public final class ImportResource {

    /** Lines of JSON, one value in each. No registry knows the type; programs send one of these. */
    private static final String JSON_LINES = "application/x-ndjson";

    private final AdminCall call;

    public ImportResource(AdminCall call) {
        this.call = call;
    }

    /** Imports line by line. */
    @POST
    @Path("")
    @Consumes({JSON_LINES, "application/ndjson", "application/jsonl", "application/json-lines"})
    public Response importLines(InputStream body) {
        return call.answer(() -> {
            requireImporter();
            ImportLines lines = new ImportLines(body);
            requireText(lines);
            Import work = new Import(call);
            // An import takes longer than a transaction may. Nothing below needs the one of this request.
            call.session().getTransactionManager().commit();
            StreamingOutput answer = out -> work.run(lines, out);
            return Response.ok(answer, JSON_LINES)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        });
    }

    // Where permissions are fine-grained, an administrator may manage some users and not others: each line tells.
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
                throw ApiError.invalidRequest("The body must be lines of JSON in UTF-8.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
