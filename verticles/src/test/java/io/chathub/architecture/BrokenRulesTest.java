package io.chathub.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.chathub.elsewhere.Homeless;
import io.chathub.gateway.broken.BaseHelper;
import io.chathub.model.broken.KnowsTheStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of {@link ArchitectureTest} fails for a class that breaks it. */
class BrokenRulesTest {

  private static final JavaClasses WITH_BROKEN = new ClassFileImporter().importClasses(classes());

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(ArchitectureTest.dependenciesRunOneWay, KnowsTheStore.class, "Store"),
        Arguments.of(ArchitectureTest.dependenciesRunOneWay, BaseHelper.class, "PresenceConfig"),
        Arguments.of(ArchitectureTest.dependenciesRunOneWay, Homeless.class, "Homeless"),
        Arguments.of(ArchitectureTest.packagesHaveNoCycles, KnowsTheStore.class, "Cycle"),
        Arguments.of(ArchitectureTest.onlyTheBusKnowsTheEventBus, BaseHelper.class, "EventBus"),
        Arguments.of(ArchitectureTest.onlyCodecsKnowJsonObject, BaseHelper.class, "JsonObject"),
        Arguments.of(ArchitectureTest.vertxIsHeldAtTheEdges, BaseHelper.class, "Vertx"),
        Arguments.of(
            ArchitectureTest.modelAndProtocolAreNotOfVertx, KnowsTheStore.class, "Context"),
        Arguments.of(ArchitectureTest.timeIsGiven, BaseHelper.class, "currentTimeMillis"),
        Arguments.of(ArchitectureTest.nobodySleeps, BaseHelper.class, "sleep"),
        Arguments.of(ArchitectureTest.logsGoToSlf4j, BaseHelper.class, "Logger"),
        Arguments.of(ArchitectureTest.namesAreNounsOfTheDomain, BaseHelper.class, "BaseHelper"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleFailsForWhatBreaksIt(ArchRule rule, Class<?> broken, String what) {
    EvaluationResult result = rule.evaluate(WITH_BROKEN);

    List<String> details = result.getFailureReport().getDetails();
    assertThat(details)
        .anySatisfy(detail -> assertThat(detail).contains(broken.getName()).contains(what));
  }

  private static List<Class<?>> classes() {
    List<Class<?>> classes = new ArrayList<>();
    for (var main :
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("io.chathub")) {
      classes.add(main.reflect());
    }
    classes.addAll(Arrays.asList(KnowsTheStore.class, BaseHelper.class, Homeless.class));
    return classes;
  }
}
