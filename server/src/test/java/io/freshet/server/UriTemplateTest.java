package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings are matched against templates, with the examples of RFC 6570 and what they could not be. */
class UriTemplateTest {
    private static boolean matches(String template, String text) {
        return UriTemplate.parse(template).orElseThrow().matches(text);
    }

    /** Section 1.2, and all tables of section 3.2; a template that expands to nothing matches the empty string. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    {var} -> value
                    {hello} -> Hello%20World%21
                    {+var} -> value
                    {+hello} -> Hello%20World!
                    {+path}/here -> /foo/bar/here
                    here?ref={+path} -> here?ref=/foo/bar
                    X{#var} -> X#value
                    X{#hello} -> X#Hello%20World!
                    map?{x,y} -> map?1024,768
                    {x,hello,y} -> 1024,Hello%20World%21,768
                    {+x,hello,y} -> 1024,Hello%20World!,768
                    {+path,x}/here -> /foo/bar,1024/here
                    {#x,hello,y} -> #1024,Hello%20World!,768
                    {#path,x}/here -> #/foo/bar,1024/here
                    X{.var} -> X.value
                    X{.x,y} -> X.1024.768
                    {/var} -> /value
                    {/var,x}/here -> /value/1024/here
                    {;x,y} -> ;x=1024;y=768
                    {;x,y,empty} -> ;x=1024;y=768;empty
                    {?x,y} -> ?x=1024&y=768
                    {?x,y,empty} -> ?x=1024&y=768&empty=
                    ?fixed=yes{&x} -> ?fixed=yes&x=1024
                    {&x,y,empty} -> &x=1024&y=768&empty=
                    {var:3} -> val
                    {var:30} -> value
                    {list} -> red,green,blue
                    {list*} -> red,green,blue
                    {keys} -> semi,%3B,dot,.,comma,%2C
                    {keys*} -> semi=%3B,dot=.,comma=%2C
                    {+path:6}/here -> /foo/b/here
                    {+list} -> red,green,blue
                    {+list*} -> red,green,blue
                    {+keys} -> semi,;,dot,.,comma,,
                    {+keys*} -> semi=;,dot=.,comma=,
                    {#path:6}/here -> #/foo/b/here
                    {#list} -> #red,green,blue
                    {#list*} -> #red,green,blue
                    {#keys} -> #semi,;,dot,.,comma,,
                    {#keys*} -> #semi=;,dot=.,comma=,
                    X{.var:3} -> X.val
                    X{.list} -> X.red,green,blue
                    X{.list*} -> X.red.green.blue
                    X{.keys} -> X.semi,%3B,dot,.,comma,%2C
                    X{.keys*} -> X.semi=%3B.dot=..comma=%2C
                    {/var:1,var} -> /v/value
                    {/list} -> /red,green,blue
                    {/list*} -> /red/green/blue
                    {/list*,path:4} -> /red/green/blue/%2Ffoo
                    {/keys} -> /semi,%3B,dot,.,comma,%2C
                    {/keys*} -> /semi=%3B/dot=./comma=%2C
                    {;hello:5} -> ;hello=Hello
                    {;list} -> ;list=red,green,blue
                    {;list*} -> ;list=red;list=green;list=blue
                    {;keys} -> ;keys=semi,%3B,dot,.,comma,%2C
                    {;keys*} -> ;semi=%3B;dot=.;comma=%2C
                    {?var:3} -> ?var=val
                    {?list} -> ?list=red,green,blue
                    {?list*} -> ?list=red&list=green&list=blue
                    {?keys} -> ?keys=semi,%3B,dot,.,comma,%2C
                    {?keys*} -> ?semi=%3B&dot=.&comma=%2C
                    {&var:3} -> &var=val
                    {&list} -> &list=red,green,blue
                    {&list*} -> &list=red&list=green&list=blue
                    {&keys} -> &keys=semi,%3B,dot,.,comma,%2C
                    {&keys*} -> &semi=%3B&dot=.&comma=%2C
                    {count} -> one,two,three
                    {count*} -> one,two,three
                    {/count} -> /one,two,three
                    {/count*} -> /one/two/three
                    {;count} -> ;count=one,two,three
                    {;count*} -> ;count=one;count=two;count=three
                    {?count} -> ?count=one,two,three
                    {?count*} -> ?count=one&count=two&count=three
                    {&count*} -> &count=one&count=two&count=three
                    {half} -> 50%25
                    O{empty}X -> OX
                    O{undef}X -> OX
                    {x,y} -> 1024,768
                    ?{x,empty} -> ?1024,
                    ?{x,undef} -> ?1024
                    ?{undef,y} -> ?768
                    {var:3} -> val
                    {+half} -> 50%25
                    {base}index -> http%3A%2F%2Fexample.com%2Fhome%2Findex
                    {+base}index -> http://example.com/home/index
                    O{+empty}X -> OX
                    O{+undef}X -> OX
                    up{+path}{var}/here -> up/foo/barvalue/here
                    {#var} -> #value
                    {#hello} -> #Hello%20World!
                    {#half} -> #50%25
                    {+path}{x}/here -> /foo/bar1024/here
                    foo{#empty} -> foo#
                    foo{#undef} -> foo
                    {.who} -> .fred
                    {.who,who} -> .fred.fred
                    {.half,who} -> .50%25.fred
                    www{.dom*} -> www.example.com
                    X{.empty} -> X.
                    X{.undef} -> X
                    X{.empty_keys} -> X
                    X{.empty_keys*} -> X
                    {/who} -> /fred
                    {/who,who} -> /fred/fred
                    {/half,who} -> /50%25/fred
                    {/who,dub} -> /fred/me%2Ftoo
                    {/var,empty} -> /value/
                    {/var,undef} -> /value
                    {;who} -> ;who=fred
                    {;half} -> ;half=50%25
                    {;empty} -> ;empty
                    {;v,empty,who} -> ;v=6;empty;who=fred
                    {;v,bar,who} -> ;v=6;who=fred
                    {;x,y,undef} -> ;x=1024;y=768
                    {?who} -> ?who=fred
                    {?half} -> ?half=50%25
                    {?x,y,undef} -> ?x=1024&y=768
                    {&who} -> &who=fred
                    {&half} -> &half=50%25
                    {&x,y,undef} -> &x=1024&y=768
                    """)
    void everyExampleOfTheRfcMatchesItsTemplate(String template, String expansion) {
        assertThat(matches(template, expansion)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{+empty_keys}", "{#undef}", "{/undef*}", "{;empty_keys}", "{?undef,empty_keys*}", "{&undef}"})
    void whatIsUndefinedExpandsToNothing(String template) {
        assertThat(matches(template, "")).isTrue();
        assertThat(matches("X" + template + "Y", "XY")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    https://example.com/books/{id} -> https://example.com/books/1/reviews
                    https://example.com/books/{id} -> https://example.com/books/1?x
                    https://example.com/books/{id} -> https://example.com/books/1#x
                    https://example.com/books/{id} -> https://example.com/book/1
                    https://example.com/books/{id} -> https://example.com/books
                    https://example.com/books/{id} -> xhttps://example.com/books/1
                    https://example.com/books/{id} -> https://example.com/books/%
                    https://example.com/books/{id} -> https://example.com/books/%4
                    https://example.com/books/{id} -> https://example.com/books/%4G
                    https://example.com/books/{id} -> https://example.com/books/a b
                    https://example.com/books/{id} -> https://example.com/books/é
                    https://example.com/books/{id} -> https://example.com/books/{id}
                    {hello} -> Hello World
                    {hello} -> Hello!
                    {+hello} -> Hello World
                    {var:3} -> valu
                    {var:3} -> a,b
                    {var:1} -> %C3%A9%C3%A9
                    {+path:6}here -> /foo/bhere!
                    {;x,y} -> ;y=768;x=1024
                    {;x,y} -> ;x=1024;z=768
                    {;x} -> ;x=
                    {;x} -> x=1024
                    {;x:2} -> ;x=102
                    {?x,y} -> ?y=1&x=2
                    {?x,y} -> ?x
                    {?x} -> &x=1
                    {?x} -> ?x=1&x=2
                    {&x} -> ?x=1
                    {?keys*} -> ?a=1;b=2
                    {?keys*} -> ?
                    {?keys*} -> ?=1
                    {?keys*} -> ?a
                    {;keys*} -> ;a=
                    {/keys*} -> /a=1/b
                    {/list*} -> /a,b
                    {/list*} -> a/b
                    {/list} -> /a/b
                    {list*} -> a;b
                    {#x} -> x
                    {#x} -> # #
                    X{.list} -> Xred
                    {x}{y} -> a/b
                    A{x}B -> ACD
                    """)
    void whatNoValueExpandsToDoesNotMatch(String template, String text) {
        assertThat(matches(template, text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    https://example.com/books/{id} -> https://example.com/books/
                    https://example.com/users/foo/{?topic} -> https://example.com/users/foo/?topic=https%3A%2F%2Fexample.com%2Fbooks%2F1
                    https://example.com/users/foo/{?topic} -> https://example.com/users/foo/
                    /.well-known/mercure/subscriptions{/topic}{/subscriber} -> /.well-known/mercure/subscriptions
                    /.well-known/mercure/subscriptions{/topic}{/subscriber} -> /.well-known/mercure/subscriptions/https%3A%2F%2Fexample.com%2F%7Bid%7D/urn%3Auuid%3Ab
                    {a}-{b}-{c} -> 1-2-3-4-5
                    {a}{b}{c} -> abc
                    {var:1} -> %C3%A9
                    {var:2} -> %F0%9F%98%80%C3%A9
                    {var:2} -> %C3%28
                    {+var}.json -> a/b.json/c.json
                    {a.b_c%20d} -> x
                    {a:9999} -> x
                    """)
    void otherExpansionsMatchToo(String template, String text) {
        assertThat(matches(template, text)).isTrue();
    }

    @Test
    void aLiteralThatUrisEncodeStandsForItselfEncodedAndAsItIs() {
        assertThat(matches("/책/{id}", "/%EC%B1%85/1")).isTrue();
        assertThat(matches("/책/{id}", "/책/1")).isTrue();
        assertThat(matches("/책/{id}", "/%EC%B1%84/1")).isFalse();
        assertThat(matches("it's/{id}", "it's/1")).isTrue();
    }

    /** Sections 2.1 to 2.4. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "{}",
                "a{b",
                "a}b",
                "{a}}",
                "{{a}",
                "{a{b}}",
                "{=a}",
                "{,a}",
                "{!a}",
                "{@a}",
                "{|a}",
                "{a,}",
                "{a,,b}",
                "{a b}",
                "{a-b}",
                "{.}",
                "{+}",
                "{a..b}",
                "{.a.}",
                "{a:}",
                "{a:0}",
                "{a:01}",
                "{a:10000}",
                "{a:x}",
                "{a*:3}",
                "{a:3*}",
                "{a**}",
                "{*}",
                "{:3}",
                "{%2}",
                "{é}",
                "a b{c}",
                "a\"{c}",
                "<{c}>",
                "a\\{c}",
                "a^{c}",
                "a`{c}",
                "a|{c}",
                "%{c}",
                "%zz{c}",
                "\u0001{c}"
            })
    void whatIsNoTemplateIsNotTakenForOne(String text) {
        assertThat(UriTemplate.parse(text)).isEmpty();
    }

    @Test
    void variablesAreCounted() {
        assertThat(UriTemplate.parse("{a,b,c,d,e}".repeat(2))).isPresent();
        assertThatThrownBy(() -> UriTemplate.parse("{a,b,c,d,e}".repeat(2) + "{f}"))
                .hasMessage("a URI template with 11 variables is not allowed: at most 10");
    }

    /** Each of these takes ages, or the whole stack, if it is tried by going back. */
    @ParameterizedTest
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    @ValueSource(
            strings = {
                "{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}!",
                "{+a*}{+b*}{+c*}{+d*}{+e*}{+f*}{+g*}{+h*}!!",
                "{a*,b*,c*,d*,e*,f*,g*,h*,i*,j*}!",
                "{/a*}{/b*}{/c*}{/d*}{/e*}{/f*}!",
                "{a:9999,b:9999,c:9999,d:9999,e:9999,f:9999}!",
                "{?a*}{&b*}{&c*}{&d*}!",
                "{+a}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{+b}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{+c}b!"
            })
    void noTemplateOfAStrangerTakesLong(String template) {
        UriTemplate parsed = UriTemplate.parse(template).orElseThrow();
        for (String piece : new String[] {"a", "a,", "/a", "a=a&", "%C3%A9", ".", "=", ","}) {
            String text = piece.repeat(2048 / piece.length());
            for (int i = 0; i < 20; i++) {
                assertThat(parsed.matches(text)).isFalse();
                assertThat(parsed.matches("?" + text)).isFalse();
            }
        }
    }
}
