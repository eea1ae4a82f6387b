import { spawnSync } from 'node:child_process'

/** Another program that reads notices. */
export interface Oracle {
  readonly name: string
  /** Debian's package. */
  readonly source: string
  /** The recipients that it finds in each file, in small letters; null where the program is not installed. */
  read(directory: string): Map<string, readonly string[]> | null
}

const sisimai = `use Sisimai; use JSON; my %found;
for my $file (glob("$ARGV[0]/*.eml")) { my ($name) = $file =~ m{([^/]+)$}; my $read = eval { Sisimai->make($file) } || [];
  $found{$name} = [map { lc $_->recipient->address } @$read]; }
print encode_json(\\%found);`

const flufl = `import email, glob, json, os, sys
from flufl.bounce import all_failures
found = {}
for file in glob.glob(sys.argv[1] + '/*.eml'):
    temporary, permanent = all_failures(email.message_from_binary_file(open(file, 'rb')))
    found[os.path.basename(file)] = [a.decode().lower() for a in temporary | permanent]
print(json.dumps(found))`

const ask = (command: string, code: readonly string[], directory: string): Map<string, readonly string[]> | null => {
  const { status, stdout } = spawnSync(command, [...code, directory], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return status === 0 ? new Map(Object.entries(JSON.parse(stdout) as Record<string, readonly string[]>)) : null
}

export const oracles: readonly Oracle[] = [
  { name: 'Sisimai', source: 'libsisimai-perl', read: (directory) => ask('perl', ['-e', sisimai], directory) },
  {
    name: 'flufl.bounce',
    source: 'python3-flufl.bounce',
    read: (directory) => ask('/usr/bin/python3', ['-c', flufl], directory),
  },
]
