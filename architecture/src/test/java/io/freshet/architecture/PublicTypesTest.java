package io.freshet.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user sees is named for what it is, is described, and says what may be null. */
class PublicTypesTest {

    @Test
    void aPublicNameSaysWhatTheThingIs() {
        noClasses()
                .that()
                .arePublic()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|Helpers|Manager)")
                .allowEmptyShould(true)
                .check(Module.mainClassesOf(Module.PUBLISHED));
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "TESTKIT", "FILE", "SERVLET", "REDIS", "SERVER", "STARTER"})
    void everyPackageSaysThatNothingIsNullUnlessMarked(Module module) {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : module.mainClasses()) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked)
                .as("packages of %s without a package-info.java that is @NullMarked", module.folder())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "TESTKIT", "FILE", "SERVLET", "REDIS", "SERVER", "STARTER"})
    void everythingPublicIsDescribed(Module module) {
        assertThat(Undocumented.in(module.mainSources()))
                .as("public types and methods of %s without Javadoc", module.folder())
                .isEmpty();
    }
}
