package io.freshet.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.time.Clock;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time comes in through a clock, and nothing sleeps to wait for a moment. */
class TimeTest {

    private static final String THE_ONE_CLOCK = "io.freshet.SystemClock";

    @Test
    void nothingSleeps() {
        noClasses().should().accessTargetWhere(sleeps()).allowEmptyShould(true).check(Module.allClasses());
    }

    @Test
    void onlyTheSystemClockReadsTheTime() {
        noClasses()
                .that(areNotTheSystemClock())
                .should()
                .accessTargetWhere(readsTheTime())
                .allowEmptyShould(true)
                .check(Module.mainClassesOf(List.of(Module.CORE, Module.FILE, Module.SERVLET, Module.REDIS)));
    }

    private static DescribedPredicate<JavaClass> areNotTheSystemClock() {
        return DescribedPredicate.describe(
                "are not " + THE_ONE_CLOCK,
                type -> !type.getName().equals(THE_ONE_CLOCK) && !type.getName().startsWith(THE_ONE_CLOCK + "$"));
    }

    private static DescribedPredicate<JavaAccess<?>> sleeps() {
        return DescribedPredicate.describe("it is a sleep", access -> {
            AccessTarget target = access.getTarget();
            return target.getName().equals("sleep")
                    && (target.getOwner().isAssignableTo(Thread.class)
                            || target.getOwner().isEquivalentTo(TimeUnit.class));
        });
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheTime() {
        return DescribedPredicate.describe("it reads the time", access -> {
            AccessTarget target = access.getTarget();
            JavaClass owner = target.getOwner();
            String name = target.getName();
            if (owner.isEquivalentTo(System.class)) {
                return Set.of("currentTimeMillis", "nanoTime").contains(name);
            }
            if (owner.isAssignableTo(Clock.class)) {
                return name.startsWith("system") || name.startsWith("tick");
            }
            if (owner.isEquivalentTo(Date.class)) {
                return name.equals("<init>") && hasNoParameters(target);
            }
            if (owner.isAssignableTo(Calendar.class)) {
                return name.equals("getInstance");
            }
            return resideInAPackage("java.time..").test(owner) && name.equals("now") && !takesAClock(target);
        });
    }

    private static boolean hasNoParameters(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call
                && call.getRawParameterTypes().isEmpty();
    }

    private static boolean takesAClock(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call
                && call.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
    }
}
