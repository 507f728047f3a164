package org.apppasswords.keycloak;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.keycloak.models.KeycloakTransaction;
import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.SubjectCredentialManager;

/** The arrows of docs/architecture.md: dependencies point downwards, and one place writes credentials. */
@AnalyzeClasses(packages = "org.apppasswords.keycloak", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_DOWNWARDS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("entry points")
            .definedBy(
                    "..account..",
                    "..admin..",
                    "..authentication..",
                    "..autoconfig..",
                    "..requiredaction..",
                    "..events..",
                    "..setup..",
                    "..verify..")
            .layer("rest")
            .definedBy("..rest..")
            .layer("service")
            .definedBy("..service..")
            .layer("connection")
            .definedBy("..connection..")
            .layer("credential")
            .definedBy("..credential..")
            .layer("policy")
            .definedBy("..policy..")
            .layer("secret")
            .definedBy("..secret..")
            .layer("network")
            .definedBy("..network..")
            .layer("queue")
            .definedBy("..queue..")
            .whereLayer("entry points")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("rest")
            .mayOnlyBeAccessedByLayers("entry points")
            .whereLayer("service")
            .mayOnlyBeAccessedByLayers("entry points", "rest")
            .whereLayer("connection")
            .mayOnlyBeAccessedByLayers("entry points", "rest")
            .whereLayer("credential")
            .mayOnlyBeAccessedByLayers("entry points", "service")
            .whereLayer("policy")
            .mayOnlyBeAccessedByLayers("entry points", "connection", "service", "credential")
            .whereLayer("network")
            .mayOnlyBeAccessedByLayers("entry points", "service")
            .whereLayer("queue")
            .mayOnlyBeAccessedByLayers("service", "credential");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.apppasswords.keycloak.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SECRET_NETWORK_AND_QUEUE_KNOW_NOTHING_OF_KEYCLOAK = noClasses()
            .that()
            .resideInAnyPackage("..secret..", "..network..", "..queue..")
            .should()
            .dependOnClassesThat(
                    describe("are Keycloak's", type -> type.getPackageName().startsWith("org.keycloak")));

    @ArchTest
    static final ArchRule ONLY_THE_SERVICE_AND_THE_PROVIDER_WRITE_CREDENTIALS = noClasses()
            .that()
            .resideOutsideOfPackages("..service..", "..credential..")
            .should()
            .callMethodWhere(describe(
                    "it writes to the credential store",
                    call -> call.getTargetOwner().isAssignableTo(SubjectCredentialManager.class)
                            && !call.getName().startsWith("get")
                            && !call.getName().startsWith("is")));

    @ArchTest
    static final ArchRule ONLY_THE_LOG_WRITES_TO_THE_SERVERS_LOG = noClasses()
            .that()
            .resideOutsideOfPackage("..log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jboss.logging..", "java.util.logging..", "org.slf4j..")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule ONE_CLASS_CHOOSES_THE_KEYS_IN_THE_SINGLE_USE_STORE = noClasses()
            .that()
            .doNotHaveSimpleName("SingleUseStore")
            .should()
            .callMethodWhere(describe(
                    "it gets the single-use store",
                    call -> call.getTarget().getRawReturnType().isAssignableTo(SingleUseObjectProvider.class)))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(SingleUseObjectProvider.class);

    @ArchTest
    static final ArchRule ONE_CLASS_RUNS_WHAT_FOLLOWS_A_COMMIT = noClasses()
            .that()
            .doNotHaveSimpleName("AfterCommit")
            .should()
            .callMethod(KeycloakTransactionManager.class, "enlistAfterCompletion", KeycloakTransaction.class);

    @ArchTest
    static final ArchRule PROVIDERS_KEEP_NO_STATE_OF_A_REQUEST = classes()
            .that()
            .haveSimpleNameEndingWith("Authenticator")
            .or()
            .haveSimpleNameEndingWith("Action")
            .should()
            .haveOnlyFinalFields();

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL);
}
