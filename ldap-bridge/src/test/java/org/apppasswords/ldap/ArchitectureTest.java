package org.apppasswords.ldap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point from the server down to the client of Keycloak, which knows nothing of LDAP. */
@AnalyzeClasses(packages = "org.apppasswords.ldap", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("main")
            .definedBy("org.apppasswords.ldap")
            .layer("server")
            .definedBy("..ldap.server..")
            .layer("filter")
            .definedBy("..ldap.filter..")
            .layer("directory")
            .definedBy("..ldap.directory..")
            .layer("entry")
            .definedBy("..ldap.entry..")
            .layer("keycloak")
            .definedBy("..ldap.keycloak..")
            .layer("config")
            .definedBy("..ldap.config..")
            .layer("monitoring")
            .definedBy("..ldap.monitoring..")
            .whereLayer("main")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("main")
            .whereLayer("filter")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("directory")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("entry")
            .mayOnlyBeAccessedByLayers("server", "filter", "directory", "main")
            .whereLayer("keycloak")
            .mayOnlyBeAccessedByLayers("server", "filter", "directory", "entry")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("server", "main")
            .whereLayer("monitoring")
            .mayOnlyBeAccessedByLayers("server", "main");

    @ArchTest
    static final ArchRule KEYCLOAKS_CLIENT_KNOWS_NOTHING_OF_LDAP = noClasses()
            .that()
            .resideInAnyPackage("..ldap.keycloak..", "..ldap.monitoring..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.unboundid..");

    @ArchTest
    static final ArchRule ONLY_THE_CLIENT_SPEAKS_HTTP_TO_KEYCLOAK = noClasses()
            .that()
            .resideOutsideOfPackage("..ldap.keycloak..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .doNotHaveSimpleName("Planner")
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
