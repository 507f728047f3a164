package org.apppasswords.ldap.server;

import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apppasswords.ldap.config.BridgeSettings;
import org.apppasswords.ldap.config.ServiceSettings;
import org.apppasswords.ldap.directory.CacheSettings;
import org.apppasswords.ldap.directory.ServiceDirectory;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.PersonEntries;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.entry.StructureEntries;
import org.apppasswords.ldap.filter.FilterCompiler;
import org.apppasswords.ldap.filter.FilterEvaluator;
import org.apppasswords.ldap.filter.GroupPlanner;
import org.apppasswords.ldap.filter.PersonPlanner;
import org.apppasswords.ldap.keycloak.KeycloakClient;
import org.apppasswords.ldap.keycloak.ServiceCredentials;
import org.apppasswords.ldap.monitoring.BridgeLog;
import org.apppasswords.ldap.monitoring.Metrics;

/** What all connections share. */
final class Bridge {

    private final BridgeSettings settings;
    private final BridgeLog log;
    private final Metrics metrics;
    private final DirectorySchema schema;
    private final NameSpace names;
    private final FilterCompiler compiler;
    private final FilterEvaluator evaluator;
    private final PersonPlanner personPlanner;
    private final GroupPlanner groupPlanner;
    private final List<Service> services = new ArrayList<>();
    private final IdentityHashMap<ServiceTree, Service> byTree = new IdentityHashMap<>();
    private final DirectoryEntry rootDse;
    private final DirectoryEntry subschema;
    private final RequestMemory requestMemory;
    private final EntryMemory entryMemory;

    Bridge(
            BridgeSettings settings,
            KeycloakClient keycloak,
            BridgeLog log,
            Metrics metrics,
            String version,
            RequestMemory requestMemory,
            EntryMemory entryMemory) {
        this.settings = settings;
        this.requestMemory = requestMemory;
        this.entryMemory = entryMemory;
        this.log = log;
        this.metrics = metrics;
        AttributeMapping mapping = new AttributeMapping(settings.claims(), settings.showsUnverifiedMail());
        schema = new DirectorySchema(mapping.claims().keySet());
        CacheSettings cache = new CacheSettings(settings.cacheLifetime(), settings.cacheEntries());
        for (ServiceSettings service : settings.services()) {
            ServiceTree tree = new ServiceTree(service.name(), service.baseDn(), service.searchDn());
            ServiceCredentials credentials =
                    new ServiceCredentials(service.realm(), service.clientId(), service.clientSecret());
            Service added = new Service(
                    service,
                    new ServiceDirectory(
                            tree,
                            credentials,
                            keycloak,
                            new PersonEntries(tree, schema, mapping),
                            cache,
                            settings.limits().members()));
            services.add(added);
            byTree.put(tree, added);
        }
        names = new NameSpace(services.stream().map(Service::tree).toList());
        compiler = new FilterCompiler(schema, names);
        evaluator = new FilterEvaluator(schema, names);
        personPlanner = new PersonPlanner(schema, names, mapping);
        groupPlanner = new GroupPlanner(names);
        List<String> extensions = new ArrayList<>(List.of(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID));
        if (settings.certificateFile() != null) {
            extensions.add(StartTLSExtendedRequest.STARTTLS_REQUEST_OID);
        }
        rootDse = StructureEntries.rootDse(names, RequestControls.SUPPORTED, extensions, version);
        subschema = StructureEntries.subschema(schema);
    }

    BridgeSettings settings() {
        return settings;
    }

    BridgeLog log() {
        return log;
    }

    Metrics metrics() {
        return metrics;
    }

    DirectorySchema schema() {
        return schema;
    }

    NameSpace names() {
        return names;
    }

    FilterCompiler compiler() {
        return compiler;
    }

    FilterEvaluator evaluator() {
        return evaluator;
    }

    PersonPlanner personPlanner() {
        return personPlanner;
    }

    GroupPlanner groupPlanner() {
        return groupPlanner;
    }

    List<Service> services() {
        return services;
    }

    Service service(ServiceTree tree) {
        return byTree.get(tree);
    }

    DirectoryEntry rootDse() {
        return rootDse;
    }

    DirectoryEntry subschema() {
        return subschema;
    }

    EntryMemory entryMemory() {
        return entryMemory;
    }

    RequestMemory requestMemory() {
        return requestMemory;
    }
}
