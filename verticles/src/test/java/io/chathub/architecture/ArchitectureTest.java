package io.chathub.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;

/** How the house is built. What breaks each rule is in {@link BrokenRulesTest}. */
@AnalyzeClasses(packages = "io.chathub", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule dependenciesRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.chathub..")
          .layer("model")
          .definedBy("io.chathub.model..")
          .layer("protocol")
          .definedBy("io.chathub.protocol..")
          .layer("bus")
          .definedBy("io.chathub.bus..")
          .layer("library")
          .definedBy("io.chathub.library..")
          .layer("store")
          .definedBy("io.chathub.store..")
          .layer("guard")
          .definedBy("io.chathub.guard..")
          .layer("gateway")
          .definedBy("io.chathub.gateway..")
          .layer("message")
          .definedBy("io.chathub.message..")
          .layer("presence")
          .definedBy("io.chathub.presence..")
          .layer("replay")
          .definedBy("io.chathub.replay..")
          .layer("service")
          .definedBy("io.chathub.service..")
          .optionalLayer("cluster")
          .definedBy("io.chathub.cluster..")
          .layer("client")
          .definedBy("io.chathub.client..")
          .optionalLayer("hub")
          .definedBy("io.chathub.hub..")
          .whereLayer("model")
          .mayNotAccessAnyLayer()
          .whereLayer("protocol")
          .mayOnlyAccessLayers("model")
          .whereLayer("bus")
          .mayOnlyAccessLayers("protocol", "model")
          .whereLayer("library")
          .mayNotAccessAnyLayer()
          .whereLayer("store")
          .mayOnlyAccessLayers("library", "model")
          .whereLayer("cluster")
          .mayOnlyAccessLayers("presence", "bus", "model")
          .whereLayer("client")
          .mayOnlyAccessLayers("cluster", "bus", "protocol", "model")
          .whereLayer("guard")
          .mayNotAccessAnyLayer()
          .whereLayer("gateway")
          .mayOnlyAccessLayers("guard", "bus", "protocol", "store", "model")
          .whereLayer("message")
          .mayOnlyAccessLayers("bus", "protocol", "store", "model")
          .whereLayer("presence")
          .mayOnlyAccessLayers("bus", "protocol", "store", "model")
          .whereLayer("replay")
          .mayOnlyAccessLayers("bus", "protocol", "store", "model")
          .whereLayer("service")
          .mayOnlyAccessLayers("bus", "protocol", "store", "model")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.chathub.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheBusKnowsTheEventBus =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.chathub.bus..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.core.eventbus..");

  @ArchTest
  static final ArchRule onlyCodecsKnowJsonObject =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Codec")
          .should(dependOnClassesThat(type(JsonObject.class).or(type(JsonArray.class))));

  /** {@code TlsReload} watches files: a timer and a worker, which are the verticle's to give. */
  @ArchTest
  static final ArchRule vertxIsHeldAtTheEdges =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Verticle")
          .and()
          .resideOutsideOfPackages(
              "io.chathub.bus..",
              "io.chathub.store..",
              "io.chathub.cluster..",
              "io.chathub.client..",
              "io.chathub.hub..")
          .and()
          .doNotHaveFullyQualifiedName("io.chathub.gateway.TlsReload")
          .should(dependOnClassesThat(type(Vertx.class)));

  @ArchTest
  static final ArchRule modelAndProtocolAreNotOfVertx =
      noClasses()
          .that(resideInAnyPackage("io.chathub.model..", "io.chathub.protocol.."))
          .should(
              dependOnClassesThat(
                  resideInAPackage("io.vertx..")
                      .and(DescribedPredicate.not(type(Buffer.class).or(type(Future.class))))));

  /** Main code takes its clock as a {@code LongSupplier}; only the hub has one to give. */
  @ArchTest
  static final ArchRule timeIsGiven =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.chathub.hub..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class);

  @ArchTest
  static final ArchRule logsGoToSlf4j =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..");

  @ArchTest
  static final ArchRule namesAreNounsOfTheDomain =
      noClasses()
          .should()
          .haveNameMatching(".*[.$](.*(Manager|Helper|Utils?|Impl)|(Base|Abstract)[A-Z].*)");
}
