package io.freshet.showcase;

import io.freshet.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A board of posts, and comments on them. */
@RestController
@RequestMapping("/posts")
class PostController {
    private final PostService posts;
    private final JsonBody json;

    PostController(PostService posts, JsonBody json) {
        this.posts = posts;
        this.json = json;
    }

    @GetMapping
    View newest() {
        return new View(posts.newest());
    }

    @GetMapping("/{post}")
    PostView view(@PathVariable PostId post) {
        return posts.view(post);
    }

    @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    Posted post(Owner caller, InputStream body) throws IOException {
        JsonFields post = JsonFields.of("post", json.read(body), "{\"title\":\"Hello\"}");
        return new Posted(posts.post(post.line("title", Post.MAX_TITLE), caller.name()));
    }

    @PostMapping(path = "/{post}/comments", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    PostComment.Data comment(@PathVariable PostId post, Owner caller, InputStream body) throws IOException {
        JsonFields comment = JsonFields.of("comment", json.read(body), "{\"text\":\"Well said\"}");
        return posts.comment(post, comment.lines("text", PostComment.MAX_TEXT), caller.name());
    }

    /** A post that was made. */
    record Posted(Long id) {}

    /** The newest posts, the newest first. */
    record View(List<PostSummary> posts) {}
}
