package io.freshet;

/** Writes values as JSON, by whatever library the application uses. May be called from any thread. */
@FunctionalInterface
public interface JsonWriter {
    /** Throws what its library throws if the value cannot be written. */
    String write(Object value) throws Exception;
}
