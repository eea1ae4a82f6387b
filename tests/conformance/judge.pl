# Verifies DKIM signatures with Mail::DKIM and decodes headers with Encode, which share no code with ours.
# Reads {"records": {name: text}} on the first line, then an id and a mail in base64 on each; answers with a line of
# JSON each: {"id", "signatures", "subject", "from", "to"}.
use strict;
use warnings;
use Encode ();
use JSON::PP ();
use MIME::Base64 ();
use Mail::DKIM::PublicKey;
use Mail::DKIM::Verifier;

my $json = JSON::PP->new->utf8;
my $records = $json->decode(scalar <STDIN>)->{records};

no warnings 'redefine';
*Mail::DKIM::PublicKey::fetch = sub {
    my ($class, %asked) = @_;
    my $text = $records->{"$asked{Selector}._domainkey.$asked{Domain}"};
    return defined $text ? $class->parse($text) : undef;
};
*Mail::DKIM::PublicKey::fetch_async = sub {
    my ($class, %asked) = @_;
    my $on_success = $asked{Callbacks}->{Success};
    my $key = $class->fetch(%asked);
    return sub { $on_success ? $on_success->($key) : $key };
};

sub header {
    my ($head, $name) = @_;
    return '' unless $head =~ /^\Q$name\E:[ ]?(.*?)\r\n(?![ \t])/ims;
    my $value = $1;
    $value =~ s/\r\n(?=[ \t])//g;
    return $value;
}

sub phrase {
    my ($value) = @_;
    return '' unless $value =~ /^(.*?)\s*<[^<>]*>\s*$/s;
    my $name = $1;
    if ($name =~ s/^"(.*)"$/$1/s) { $name =~ s/\\(.)/$1/g }
    return $name;
}

sub decoded { return Encode::decode('MIME-Header', $_[0]) }

while (my $line = <STDIN>) {
    my ($id, $base64) = split / /, $line;
    my $raw = MIME::Base64::decode($base64);
    my $verifier = Mail::DKIM::Verifier->new;
    $verifier->PRINT($raw);
    $verifier->CLOSE;
    my @signatures = map { { selector => $_->selector, algorithm => $_->algorithm, pass => $_->result eq 'pass' ? JSON::PP::true : JSON::PP::false } } $verifier->signatures;
    my ($head) = split /\r\n\r\n/, $raw, 2;
    $head .= "\r\n";
    print $json->encode({
        id => $id,
        signatures => \@signatures,
        subject => decoded(header($head, 'Subject')),
        from => decoded(phrase(header($head, 'From'))),
        to => decoded(phrase(header($head, 'To'))),
    }), "\n";
}
