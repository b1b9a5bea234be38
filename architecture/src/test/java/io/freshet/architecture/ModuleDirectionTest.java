package io.freshet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModuleDirectionTest {

    @Test
    void everyModuleOfTheBuildIsUnderTheseRules() throws IOException {
        assertThat(Module.foldersInTheBuild())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Module.values()).map(Module::folder).toList());
    }

    @Test
    void coreLivesOnTheJdkAndTwoSmallLibraries() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.freshet", "java..", "org.jspecify.annotations", "org.slf4j..", "io.micrometer.core..")
                .allowEmptyShould(true)
                .check(Module.CORE.mainClasses());
    }

    @ParameterizedTest
    @EnumSource
    void aModuleUsesOnlyWhatItMay(Module module) {
        ArchRuleDefinition.classes()
                .should(useOnlyWhatItMay(module))
                .allowEmptyShould(true)
                .check(module.mainClasses());
    }

    @Test
    void packagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .assignedFrom(onePerPackage())
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(Module.mainClassesOf(Arrays.asList(Module.values())));
    }

    @Test
    void aPublishedModuleIsOneFlatPackageOfItsOwn() {
        Map<String, Set<Module>> modulesByPackage = new TreeMap<>();
        for (Module module : Module.PUBLISHED) {
            Set<String> packages = new TreeSet<>();
            module.mainClasses().forEach(type -> packages.add(type.getPackageName()));
            assertThat(packages).as("packages of %s", module.folder()).hasSizeLessThanOrEqualTo(1);
            packages.forEach(name -> modulesByPackage
                    .computeIfAbsent(name, ignored -> new TreeSet<>())
                    .add(module));
        }
        assertThat(modulesByPackage)
                .allSatisfy((name, modules) ->
                        assertThat(modules).as("modules with package %s", name).hasSize(1));
    }

    private static ArchCondition<JavaClass> useOnlyWhatItMay(Module module) {
        Map<String, Module> owners = new HashMap<>();
        for (Module other : Module.values()) {
            other.mainClasses().forEach(type -> owners.put(type.getName(), other));
        }
        return new ArchCondition<>("use only the modules that '" + module.folder() + "' may use") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    Module owner = owners.get(target.getName());
                    if (owner != null && !module.mayUse(owner)) {
                        events.add(SimpleConditionEvent.violated(
                                dependency, dependency.getDescription() + ", which is of '" + owner.folder() + "'"));
                    }
                }
            }
        };
    }

    private static SliceAssignment onePerPackage() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith("io.freshet")
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of Freshet";
            }
        };
    }
}
