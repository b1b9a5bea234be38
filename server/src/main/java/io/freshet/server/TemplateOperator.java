package io.freshet.server;

/** The operators of RFC 6570, with what its appendix A says of each. */
enum TemplateOperator {
    SIMPLE("", "", ",", false, "", false),
    RESERVED("+", "", ",", false, "", true),
    FRAGMENT("#", "#", ",", false, "", true),
    LABEL(".", ".", ".", false, "", false),
    PATH("/", "/", "/", false, "", false),
    PARAMETERS(";", ";", ";", true, "", false),
    QUERY("?", "?", "&", true, "=", false),
    CONTINUATION("&", "&", "&", true, "=", false);

    private final String sign;
    private final String first;
    private final String separator;
    private final boolean named;
    private final String ifEmpty;
    private final boolean allowsReserved;

    TemplateOperator(
            String sign, String first, String separator, boolean named, String ifEmpty, boolean allowsReserved) {
        this.sign = sign;
        this.first = first;
        this.separator = separator;
        this.named = named;
        this.ifEmpty = ifEmpty;
        this.allowsReserved = allowsReserved;
    }

    /** The operator that an expression begins with. */
    static TemplateOperator of(String expression) {
        for (TemplateOperator operator : values()) {
            if (operator != SIMPLE && expression.startsWith(operator.sign)) {
                return operator;
            }
        }
        return SIMPLE;
    }

    /** How it is written. */
    String sign() {
        return sign;
    }

    /** What stands before the first variable that is defined. */
    String first() {
        return first;
    }

    /** What stands between two. */
    String separator() {
        return separator;
    }

    /** Whether values stand behind names. */
    boolean isNamed() {
        return named;
    }

    /** Whether a name that has an empty value is followed by an equals sign all the same. */
    boolean endsEmptyWithEquals() {
        return !ifEmpty.isEmpty();
    }

    /** Whether reserved characters of a value stay as they are. */
    boolean allowsReserved() {
        return allowsReserved;
    }
}
