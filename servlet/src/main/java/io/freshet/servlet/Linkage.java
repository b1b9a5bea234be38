package io.freshet.servlet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Asks whether the classes of a container are those that this was compiled with, as far as it matters. The machine would find out
 * by itself, but only when a socket has been taken over, and too late for its stream.
 */
final class Linkage {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private Linkage() {}

    /** @throws LinkageError unless there is such a method; another type of what it returns makes another method */
    static void requireMethod(Class<?> owner, Class<?> returned, String name, Class<?>... taken) {
        try {
            Object unused = LOOKUP.findVirtual(owner, name, MethodType.methodType(returned, taken));
        } catch (NoSuchMethodException | IllegalAccessException missing) {
            throw missing(missing);
        }
    }

    /** As {@link #requireMethod}, for a static one. */
    static void requireStatic(Class<?> owner, Class<?> returned, String name, Class<?>... taken) {
        try {
            Object unused = LOOKUP.findStatic(owner, name, MethodType.methodType(returned, taken));
        } catch (NoSuchMethodException | IllegalAccessException missing) {
            throw missing(missing);
        }
    }

    /** @throws LinkageError if a container wants more of this class than it has */
    static void requireImplemented(Class<?> implementation) {
        for (Method method : implementation.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                throw new AbstractMethodError(method.toString());
            }
        }
    }

    /**
     * A field that is nobody else's business, made accessible.
     *
     * @throws LinkageError unless there is one
     */
    static Field field(Class<?> owner, String name) {
        try {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException missing) {
            throw (LinkageError) new NoSuchFieldError(owner.getName() + "." + missing.getMessage()).initCause(missing);
        }
    }

    private static LinkageError missing(ReflectiveOperationException cause) {
        return (LinkageError) new NoSuchMethodError(cause.getMessage()).initCause(cause);
    }
}
