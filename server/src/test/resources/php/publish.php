<?php
// Publishes with symfony/mercure as it is: URL of the hub, token, then the updates as JSON. Prints the id of each.
require 'Symfony/Component/Mercure/autoload.php';

use Symfony\Component\Mercure\Hub;
use Symfony\Component\Mercure\Jwt\StaticTokenProvider;
use Symfony\Component\Mercure\Update;

[, $url, $token, $updates] = $argv;
$hub = new Hub($url, new StaticTokenProvider($token));
foreach (json_decode($updates, true, 512, JSON_THROW_ON_ERROR) as $update) {
    echo $hub->publish(new Update(
        $update['topics'],
        $update['data'] ?? '',
        $update['private'] ?? false,
        $update['id'] ?? null,
        $update['type'] ?? null,
        $update['retry'] ?? null,
    )), "\n";
}
