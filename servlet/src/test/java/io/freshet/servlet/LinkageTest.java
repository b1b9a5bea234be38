package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class LinkageTest {
    @Test
    void whatIsThereIsFound() {
        assertThatCode(() -> {
                    Linkage.requireMethod(String.class, int.class, "length");
                    Linkage.requireStatic(String.class, String.class, "valueOf", Object.class);
                    Linkage.requireImplemented(String.class);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aMethodThatReturnsAnotherTypeIsAnotherMethod() {
        assertThatThrownBy(() -> Linkage.requireMethod(String.class, long.class, "length"))
                .isInstanceOf(NoSuchMethodError.class)
                .hasMessageContaining("length");
        assertThatThrownBy(() -> Linkage.requireStatic(List.class, List.class, "length"))
                .isInstanceOf(NoSuchMethodError.class);
    }

    @Test
    void aFieldThatIsNotThereIsMissed() {
        assertThat(Linkage.field(Linkage.class, "LOOKUP").getType()).isEqualTo(MethodHandles.Lookup.class);
        assertThatThrownBy(() -> Linkage.field(LinkageTest.class, "others"))
                .isInstanceOf(NoSuchFieldError.class)
                .hasMessageContaining("LinkageTest.others");
    }

    @Test
    void aMethodThatWasNotWrittenIsMissed() {
        assertThatThrownBy(() -> Linkage.requireImplemented(Callable.class))
                .isInstanceOf(AbstractMethodError.class)
                .hasMessageContaining("call()");
    }
}
