package io.freshet.server;

/** What was set makes no sense. The message is for whoever set it, and never has a secret in it. */
final class SettingException extends RuntimeException {
    SettingException(String message) {
        super(message);
    }
}
