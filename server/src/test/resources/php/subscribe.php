<?php
// Subscribes with the EventSource of symfony/http-client as it is: URL of the hub with its topics, token, how many events.
// Prints a line when it is connected, and the id, type and data of each event as JSON.
require 'Symfony/Component/HttpClient/autoload.php';

use Symfony\Component\HttpClient\Chunk\ServerSentEvent;
use Symfony\Component\HttpClient\EventSourceHttpClient;
use Symfony\Component\HttpClient\HttpClient;

[, $url, $token, $count] = $argv;
$client = new EventSourceHttpClient(HttpClient::create(['auth_bearer' => $token]));
$source = $client->connect($url);
while ($count > 0) {
    foreach ($client->stream($source, 20) as $chunk) {
        if ($chunk->isTimeout()) {
            fwrite(STDERR, "nothing came\n");
            exit(1);
        }
        if ($chunk->isFirst()) {
            echo "connected\n";
        }
        if ($chunk instanceof ServerSentEvent && $chunk->getData() !== '') {
            echo json_encode([$chunk->getId(), $chunk->getType(), $chunk->getData()], JSON_UNESCAPED_UNICODE), "\n";
            if (--$count === 0) {
                break;
            }
        }
    }
}
$source->cancel();
