# Answers every request with a name, the host it runs on, and what the server behind it says.
#
#   perl serve.pl NAME PORT [HOST:PORT]
use strict;
use IO::Socket::INET;

my ($name, $port, $behind) = @ARGV;
$SIG{TERM} = sub { exit 0 };
$SIG{CHLD} = 'IGNORE';
chomp(my $host = `hostname`);
my $server = IO::Socket::INET->new(LocalPort => $port, Listen => 50, ReuseAddr => 1) or die $!;

while (my $client = $server->accept) {
  next if fork;
  my $request = <$client> or exit;
  while (my $line = <$client>) { last if $line eq "\r\n" }
  my $body = "$name on $host\n";
  if ($behind) {
    my $other = IO::Socket::INET->new(PeerAddr => $behind, Timeout => 2);
    if ($other) {
      print $other "GET / HTTP/1.1\r\nHost: $behind\r\nConnection: close\r\n\r\n";
      my $answer = join '', <$other>;
      $answer =~ s/.*?\r\n\r\n//s;
      $body .= $answer;
    } else {
      $body .= "nobody answers at $behind\n";
    }
  }
  printf $client "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", length $body, $body;
  exit;
}
