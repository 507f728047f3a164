package org.apppasswords.keycloak;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.keycloak.models.KeycloakTransaction;
import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.SubjectCredentialManager;

/** The arrows of docs/architecture.md: dependencies point downwards, and one package writes credentials. */
@AnalyzeClasses(packages = "org.apppasswords.keycloak", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "org.apppasswords.keycloak.";
    private static final Pattern SPACE = Pattern.compile(" ");

    /** Each package with the packages that it may use, from the entry points down. All may use {@code provider}. */
    static final Map<String, String> ARROWS = Map.ofEntries(
            entry(
                    "account",
                    "authcontext autoconfig compatibility connection directory error localization model network policy"
                            + " provisioning rest service token verify"),
            entry(
                    "admin",
                    "administrator connection error importing inventory localization model network provisioning rest"
                            + " service token"),
            entry("importing", "administrator credential error federation log model rest secret service"),
            entry("administrator", "credential error federation inventory model rest service"),
            entry(
                    "verify",
                    "authentication bridge compatibility credential error federation model policy rest token userinfo"),
            entry("directory", "bridge compatibility error federation log metrics paging policy rest userinfo"),
            entry("autoconfig", "connection error localization rest service"),
            entry(
                    "requiredaction",
                    "authcontext connection error localization model network policy secret service token"),
            entry(
                    "events",
                    "credential federation flow log metrics model policy requiredaction service token transaction"),
            entry("provisioning", "error log metrics policy realmconfig token transaction"),
            entry("realmconfig", "authentication compatibility connection policy token"),
            entry("authentication", "compatibility credential flow log model network policy rest secret service token"),
            entry("flow", "log network"),
            entry("userinfo", ""),
            entry("token", "compatibility federation flow log model network queue service transaction"),
            entry("rest", "connection error federation log model network policy secret"),
            entry("inventory", "credential error federation log model paging policy service"),
            entry(
                    "service",
                    "authcontext credential error federation localization log metrics model network notice"
                            + " policy queue secret transaction usage"),
            entry("usage", "credential federation log metrics model network notice policy queue transaction"),
            entry("transaction", "credential log queue"),
            entry("notice", "credential localization log metrics model policy queue"),
            entry("metrics", "credential"),
            entry("model", "credential error localization network policy secret"),
            entry("authcontext", "policy"),
            entry("connection", "localization log model policy secret"),
            entry("credential", "localization log network policy queue secret"),
            entry("policy", "localization log"),
            entry("localization", "log"),
            entry("federation", ""),
            entry("bridge", "error"),
            entry("paging", ""),
            entry("error", ""),
            entry("compatibility", ""),
            entry("secret", ""),
            entry("network", ""),
            entry("provider", ""),
            entry("queue", ""),
            entry("log", ""));

    @ArchTest
    static final ArchRule PACKAGES_USE_ONLY_WHAT_THE_TABLE_ALLOWS = classes()
            .should(new ArchCondition<JavaClass>("use only the packages that the table allows") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    String own = packageOf(type);
                    Set<String> allowed = SPACE.splitAsStream(ARROWS.getOrDefault(own, "") + " provider")
                            .collect(Collectors.toSet());
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(use -> use.getTargetClass().getPackageName().startsWith(ROOT))
                            .filter(use -> !packageOf(use.getTargetClass()).equals(own))
                            .filter(use -> !allowed.contains(packageOf(use.getTargetClass())))
                            .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_IN_THE_TABLE = classes()
            .should()
            .resideInAnyPackage(
                    ARROWS.keySet().stream().map(name -> ROOT + name).toArray(String[]::new));

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.apppasswords.keycloak.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SECRET_NETWORK_AND_QUEUE_ARE_INDEPENDENT_OF_KEYCLOAK = noClasses()
            .that()
            .resideInAnyPackage("..secret..", "..network..", "..queue..")
            .should()
            .dependOnClassesThat(
                    describe("belong to Keycloak", type -> type.getPackageName().startsWith("org.keycloak")));

    @ArchTest
    static final ArchRule ONE_PACKAGE_WRITES_CREDENTIALS = noClasses()
            .that()
            .resideOutsideOfPackage("..credential..")
            .should()
            .callMethodWhere(describe(
                    "it writes to the credential store",
                    call -> call.getTargetOwner().isAssignableTo(SubjectCredentialManager.class)
                            && !call.getName().startsWith("get")
                            && !call.getName().startsWith("is")));

    @ArchTest
    static final ArchRule ONLY_SERVICE_AND_USAGE_CHANGE_CREDENTIALS = noClasses()
            .that()
            .resideOutsideOfPackages("..service..", "..usage..", "..credential..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(StoredCredentials.class);

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
    static final ArchRule ONE_CLASS_RUNS_WORK_AFTER_COMMITS = noClasses()
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

    /** Returns the package below the root: {@code admin} for {@code org.apppasswords.keycloak.admin}. */
    private static String packageOf(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }
}
