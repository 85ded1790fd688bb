# Answers every request with what the backend says, which it finds by its name.
use IO::Socket::INET;
$SIG{TERM} = sub { exit 0 };
my $server = IO::Socket::INET->new(LocalPort => 8000, Listen => 64, ReuseAddr => 1);
my $name = "orders.$ENV{COPILOT_SERVICE_DISCOVERY_ENDPOINT}:8080";
open(my $file, "<", "/greeting");
chomp(my $greeting = <$file>);
while (my $client = $server->accept) {
  my $first = <$client>;
  while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
  my $backend = IO::Socket::INET->new(PeerAddr => $name, Timeout => 2);
  my $said = $backend ? <$backend> : "nothing\n";
  my $body = "$greeting, $ENV{LOG_LEVEL}, $ENV{COPILOT_SERVICE_NAME}: $said";
  print $client "HTTP/1.1 200 OK\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
  close $client;
}
