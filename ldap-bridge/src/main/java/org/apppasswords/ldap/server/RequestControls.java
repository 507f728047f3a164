package org.apppasswords.ldap.server;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.ManageDsaITRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;

/**
 * The controls of a request: RFC 4511, section 4.1.11. Unknown ones end the operation if they are critical, and are
 * ignored otherwise. {@code ManageDsaIT} (RFC 3296) changes nothing, since there are no referrals.
 *
 * @param paging RFC 2696, or null
 * @param sorting RFC 2891, or null
 * @param isSortingCritical whether an answer that is not sorted is useless to the program
 */
record RequestControls(
        SimplePagedResultsControl paging, ServerSideSortRequestControl sorting, boolean isSortingCritical) {

    static final List<String> SUPPORTED = List.of(
            SimplePagedResultsControl.PAGED_RESULTS_OID,
            ServerSideSortRequestControl.SERVER_SIDE_SORT_REQUEST_OID,
            ManageDsaITRequestControl.MANAGE_DSA_IT_REQUEST_OID);

    /** Reads the controls of a search. */
    static RequestControls ofSearch(List<Control> controls) throws LdapError {
        SimplePagedResultsControl paging = null;
        ServerSideSortRequestControl sorting = null;
        for (Control control : controls) {
            switch (control.getOID()) {
                case SimplePagedResultsControl.PAGED_RESULTS_OID -> {
                    reject(paging != null, control);
                    paging = paging(control);
                }
                case ServerSideSortRequestControl.SERVER_SIDE_SORT_REQUEST_OID -> {
                    reject(sorting != null, control);
                    sorting = sorting(control);
                }
                default -> rejectUnknown(control);
            }
        }
        return new RequestControls(paging, sorting, sorting != null && sorting.isCritical());
    }

    /** Checks the controls of an operation that supports none. */
    static void check(List<Control> controls) throws LdapError {
        for (Control control : controls) {
            rejectUnknown(control);
        }
    }

    private static void rejectUnknown(Control control) throws LdapError {
        if (control.isCritical() && !control.getOID().equals(ManageDsaITRequestControl.MANAGE_DSA_IT_REQUEST_OID)) {
            throw new LdapError(
                    ResultCode.UNAVAILABLE_CRITICAL_EXTENSION,
                    "The control " + control.getOID() + " is not supported for this operation.");
        }
    }

    private static void reject(boolean isRepeated, Control control) throws LdapError {
        if (isRepeated) {
            throw new LdapError(ResultCode.PROTOCOL_ERROR, "The control " + control.getOID() + " appears twice.");
        }
    }

    private static SimplePagedResultsControl paging(Control control) throws LdapError {
        try {
            SimplePagedResultsControl paging =
                    new SimplePagedResultsControl(control.getOID(), control.isCritical(), control.getValue());
            reject(paging.getSize() < 0, control);
            return paging;
        } catch (LDAPException e) {
            throw new LdapError(ResultCode.PROTOCOL_ERROR, "The paged results control cannot be read.");
        }
    }

    private static ServerSideSortRequestControl sorting(Control control) throws LdapError {
        try {
            return new ServerSideSortRequestControl(control);
        } catch (LDAPException e) {
            throw new LdapError(ResultCode.PROTOCOL_ERROR, "The sort control cannot be read.");
        }
    }
}
