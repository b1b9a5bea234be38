package io.freshet.server;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * An expression of a template: an operator and variables, each of which may be undefined. Those that are defined are expanded in their
 * order, with what the operator sets before the first and between two.
 */
record TemplateExpression(TemplateOperator operator, List<TemplateVariable> list) implements TemplatePart {
    /** Reads what stands between the braces; empty if it is not valid. */
    static Optional<TemplateExpression> parse(String text) {
        TemplateOperator operator = TemplateOperator.of(text);
        List<TemplateVariable> list = new ArrayList<>();
        for (String each : text.substring(operator.sign().length()).split(",", -1)) {
            Optional<TemplateVariable> variable = TemplateVariable.parse(each, operator);
            if (variable.isEmpty()) {
                return Optional.empty();
            }
            list.add(variable.get());
        }
        return Optional.of(new TemplateExpression(operator, List.copyOf(list)));
    }

    int variables() {
        return list.size();
    }

    @Override
    public BitSet after(BitSet places, String text) {
        BitSet first = TemplatePart.behind(operator.first(), places, text);
        BitSet behindSome = new BitSet(text.length() + 1);
        for (TemplateVariable variable : list) {
            BitSet before = TemplatePart.behind(operator.separator(), behindSome, text);
            before.or(first);
            if (!before.isEmpty()) {
                behindSome.or(variable.after(before, text));
            }
        }
        // And if none is defined.
        behindSome.or(places);
        return behindSome;
    }
}
