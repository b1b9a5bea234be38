package io.freshet.showcase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** The newest of many things, which a page shows in the order in which they came. */
final class Newest {
    private Newest() {}

    static <S, T> List<T> oldestFirst(List<S> newestFirst, Function<S, T> data) {
        List<T> list = new ArrayList<>();
        newestFirst.forEach(each -> list.add(data.apply(each)));
        Collections.reverse(list);
        return list;
    }
}
