package io.freshet.spring;

import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {TestApplication.class, StreamOnJettyTest.Server.class, ChangeTest.Boards.class})
class ChangeOnJettyTest extends ChangeTest {}
