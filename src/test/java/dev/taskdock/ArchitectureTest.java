package dev.taskdock;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInAnyPackage;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import dev.taskdock.engine.Engine;
import java.net.URL;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The laws of the design that can be seen in class files.
final class ArchitectureTest {
  private static final JavaClasses PROGRAM = imported(Engine.class);
  private static final JavaClasses TESTS = imported(ArchitectureTest.class);

  private static final String[] PURE = {
    "dev.taskdock.problem",
    "dev.taskdock.model",
    "dev.taskdock.state",
    "dev.taskdock.reconcile",
    "dev.taskdock.launch",
    "dev.taskdock.firewall",
    "dev.taskdock.routing",
    "dev.taskdock.discovery",
    "dev.taskdock.probe",
    "dev.taskdock.proxy.http"
  };

  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile(
          "Manager|Helper|Util|Impl(?!i)|Abstract|Base|Common|Data|Info|Wrapper|Dto|Bean|Processor");

  @Test
  void packages_follow_the_diagram() {
    URL diagram = Objects.requireNonNull(ArchitectureTest.class.getResource("/architecture.puml"));

    check(
        classes()
            .that(areWritten())
            .should(
                adhereToPlantUmlDiagram(
                    diagram, consideringOnlyDependenciesInAnyPackage("dev.taskdock..")))
            .because("the arrows of the diagram are the architecture"));
  }

  @Test
  void no_packages_go_round_in_a_circle() {
    check(slices().matching("dev.taskdock.(**)").should().beFreeOfCycles());
  }

  @Test
  void each_library_has_its_place() {
    fence("com.github.dockerjava..", "one package speaks to the engine", "..engine.docker..");
    fence(
        "org.bouncycastle..",
        "keys are read and made in two places",
        "..engine.docker..",
        "dev.taskdock.certificates");
    fence("org.apache.commons..", "what docker-java drags in stays there", "..engine.docker..");
    fence(
        "com.fasterxml.jackson..",
        "JSON is written in one place, and read by readers, probes and the adapter",
        "dev.taskdock.json",
        "dev.taskdock.hooks",
        "dev.taskdock.input..",
        "dev.taskdock.metadata",
        "dev.taskdock.smoke",
        "..engine.docker..");
    fence("software.amazon..", "only who wants AWS itself pays for its SDK", "dev.taskdock.aws");
    fence(
        "io.netty..",
        "sockets are the data path's, decisions are not",
        "dev.taskdock.proxy",
        "dev.taskdock.proxy.tls",
        "dev.taskdock.proxy.h2",
        "dev.taskdock.stream");
    fence("org.xbill..", "the messages of DNS are the name server's", "dev.taskdock.dns");
    fence("org.snakeyaml..", "YAML is text that is read", "dev.taskdock.input..");
    fence(
        "com.google.re2j..",
        "expressions are read and asked in AWS's dialect",
        "dev.taskdock.routing",
        "dev.taskdock.model",
        "dev.taskdock.logs",
        "dev.taskdock.probe",
        "dev.taskdock.input.cloudformation",
        "dev.taskdock.input.service");
    fence(
        "sjsonnet..",
        "a language is evaluated where its files are read",
        "dev.taskdock.input.ecspresso");
    fence(
        "scala..",
        "a language is evaluated where its files are read",
        "dev.taskdock.input.ecspresso");
    fence("com.cronutils..", "when a schedule comes round is a fact of it", "dev.taskdock.model");
    fence("org.junit..", "tests of others come in by one door", "dev.taskdock.junit");
    fence("org.testcontainers..", "tests of others come in by one door", "dev.taskdock.junit");
    fence("com.nimbusds..", "who shows a JWT is judged in one place", "dev.taskdock.signin");
    fence("picocli..", "commands are the screen's", "dev.taskdock.cli");
  }

  @Test
  void nothing_logs() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.logging..")
            .because("what happens is an event, and a person is told by the screen"));
  }

  @Test
  void pure_packages_touch_no_world() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.util.concurrent..",
                        "java.util.random..")
                    .or(
                        named(
                            "java.lang.Thread",
                            "java.lang.Process",
                            "java.lang.ProcessBuilder",
                            "java.lang.Runtime",
                            "java.time.Clock",
                            "java.util.Random",
                            "java.util.UUID",
                            "java.util.Timer")))
            .because("a decision is a function of what it is given"));
  }

  @Test
  void pure_packages_ask_neither_clock_nor_environment() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethodWhere(
                calls(
                    Map.of(
                        "java.time.Instant",
                        Set.of("now"),
                        "java.time.LocalDateTime",
                        Set.of("now"),
                        "java.time.ZonedDateTime",
                        Set.of("now"),
                        "java.lang.System",
                        Set.of("nanoTime", "currentTimeMillis", "getenv", "getProperty"),
                        "java.lang.Math",
                        Set.of("random"))))
            .because("the moment comes in with the events"));
  }

  @Test
  void few_may_speak_to_an_engine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.taskdock.control",
                "dev.taskdock.logs",
                "dev.taskdock.app",
                "dev.taskdock.simulation",
                "dev.taskdock.engine..")
            .should()
            .dependOnClassesThat(named("dev.taskdock.engine.Engine"))
            .because("the rest uses its values, and never blocks on it"));
  }

  @Test
  void classes_are_final_records_or_enums() {
    check(
        classes()
            .that(areWritten())
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and(areNoEnumConstants())
            .should()
            .haveModifier(FINAL)
            .because("nothing here is meant to be inherited"));
  }

  @Test
  void only_the_screen_uses_the_standard_streams() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.taskdock.cli")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
            .because("what is said goes through the screen"));
  }

  @Test
  void only_main_exits() {
    check(
        noClasses()
            .that(not(named("dev.taskdock.cli.Main")))
            .should()
            .callMethodWhere(
                calls(
                    Map.of(
                        "java.lang.System",
                        Set.of("exit"),
                        "java.lang.Runtime",
                        Set.of("exit", "halt"))))
            .because("who exits in the middle leaves things behind"));
  }

  @Test
  void nothing_static_changes() {
    check(
        fields()
            .that()
            .areStatic()
            .and()
            .doNotHaveModifier(SYNTHETIC)
            .should()
            .beFinal()
            .andShould()
            .notHaveRawType(
                named(
                    "java.util.ArrayList",
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.LinkedHashMap",
                    "java.util.TreeMap",
                    "java.util.concurrent.ConcurrentHashMap",
                    "java.util.concurrent.ConcurrentMap",
                    "java.util.concurrent.atomic.AtomicBoolean",
                    "java.util.concurrent.atomic.AtomicInteger",
                    "java.util.concurrent.atomic.AtomicLong",
                    "java.util.concurrent.atomic.AtomicReference",
                    "java.lang.StringBuilder"))
            .because("what all share and change is a race"));
  }

  @Test
  void no_name_is_empty_of_meaning() {
    var named =
        Stream.of(PROGRAM, TESTS)
            .flatMap(Collection::stream)
            .map(JavaClass::getSimpleName)
            .filter(name -> FORBIDDEN_NAME.matcher(name).find());

    assertThat(named).isEmpty();
  }

  @Test
  void nobody_sleeps() {
    var rule =
        noClasses()
            .should()
            .callMethodWhere(
                calls(
                    Map.of(
                        "java.lang.Thread",
                        Set.of("sleep"),
                        "java.util.concurrent.TimeUnit",
                        Set.of("sleep"))))
            .because("who waits, waits for something");

    rule.check(PROGRAM);
    rule.check(TESTS);
  }

  @Test
  void tests_mock_nothing() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.mockito..", "org.easymock..", "mockit..")
        .because("what stands in for an engine is the simulation, and it has a contract")
        .allowEmptyShould(true)
        .check(TESTS);
  }

  private static void fence(String library, String because, String... places) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(places)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library)
            .because(because));
  }

  private static void check(ArchRule rule) {
    rule.check(PROGRAM);
  }

  private static JavaClasses imported(Class<?> witness) {
    return new ClassFileImporter()
        .importUrl(witness.getProtectionDomain().getCodeSource().getLocation());
  }

  private static DescribedPredicate<JavaClass> areWritten() {
    return DescribedPredicate.describe(
        "are written by us",
        c ->
            c.getPackageName().startsWith("dev.taskdock")
                && !c.getSimpleName().equals("package-info"));
  }

  private static DescribedPredicate<JavaClass> areNoEnumConstants() {
    return DescribedPredicate.describe(
        "are no enum constants", c -> c.getRawSuperclass().filter(JavaClass::isEnum).isEmpty());
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    return DescribedPredicate.describe(
        String.join(" or ", names), c -> Arrays.asList(names).contains(c.getName()));
  }

  private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
    return DescribedPredicate.not(predicate);
  }

  private static DescribedPredicate<JavaCall<?>> calls(Map<String, Set<String>> methods) {
    return DescribedPredicate.describe(
        methods.toString(),
        call ->
            methods
                .getOrDefault(call.getTargetOwner().getName(), Set.of())
                .contains(call.getName()));
  }
}
