package io.freshet.testkit;

/** Whether a transport sees its peer go. */
enum Sight {
    SIGHTED,
    BLIND;

    RecordingTransport transport() {
        return this == BLIND ? RecordingTransport.blind() : new RecordingTransport();
    }
}
