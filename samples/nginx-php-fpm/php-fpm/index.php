<?php
// Shows that this page came from php-fpm through nginx, and that both containers of the task are at
// one address: as each of them sees it.

$addresses = trim((string) shell_exec('hostname -I'));

$rows = [
    'the page' => [
        'made by' => 'php-fpm ' . PHP_VERSION . ' (' . PHP_SAPI . ')',
        'greeting' => getenv('GREETING') ?: 'hello',
        'you asked for' => $_SERVER['REQUEST_URI'],
        'you are' => $_SERVER['REMOTE_ADDR'],
    ],
    'as nginx sees it' => [
        'host name' => $_SERVER['NGINX_HOSTNAME'],
        'address' => $_SERVER['SERVER_ADDR'] . ':' . $_SERVER['SERVER_PORT'],
        'server' => $_SERVER['SERVER_SOFTWARE'],
        'passes to' => 'fastcgi 127.0.0.1:9000',
    ],
    'as php-fpm sees it' => [
        'host name' => gethostname(),
        'address' => $addresses,
        'listens on' => '127.0.0.1:9000',
    ],
];
$one = in_array($_SERVER['SERVER_ADDR'], explode(' ', $addresses), true);
$verdict = $one ? 'both containers have one address' : 'the containers have different addresses';

$text = str_contains($_SERVER['HTTP_ACCEPT'] ?? '', 'text/html') ? null : '';
if ($text !== null) {
    header('Content-Type: text/plain; charset=utf-8');
    foreach ($rows as $title => $facts) {
        echo $title, "\n";
        foreach ($facts as $name => $value) {
            printf("  %-14s %s\n", $name, $value);
        }
    }
    echo $verdict, "\n";
    exit;
}
?>
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>nginx and php-fpm, one task</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1rem; margin-bottom: .2rem }
dl { display: grid; grid-template-columns: 9rem 1fr; margin: 0 } dt { color: #666 } dd { margin: 0 }
</style>
</head>
<body>
<h1><?= htmlspecialchars($verdict) ?></h1>
<?php foreach ($rows as $title => $facts): ?>
<h2><?= htmlspecialchars($title) ?></h2>
<dl>
<?php foreach ($facts as $name => $value): ?>
<dt><?= htmlspecialchars($name) ?></dt><dd><?= htmlspecialchars((string) $value) ?></dd>
<?php endforeach ?>
</dl>
<?php endforeach ?>
</body>
</html>
