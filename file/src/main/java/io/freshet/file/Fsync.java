package io.freshet.file;

/** When what was appended is forced from the machine's memory to its disk. */
public enum Fsync {
    /** Before it is acknowledged: what is acknowledged survives a power cut. */
    ALWAYS,
    /**
     * When the system gets to it: what is acknowledged survives the end of the process, {@code kill -9} too. After the end of the
     * machine the log begins a new epoch, since nobody knows what is missing.
     */
    NEVER
}
