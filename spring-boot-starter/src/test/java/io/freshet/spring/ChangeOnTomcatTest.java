package io.freshet.spring;

import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {TestApplication.class, StreamOnTomcatTest.Server.class, ChangeTest.Boards.class})
class ChangeOnTomcatTest extends ChangeTest {}
