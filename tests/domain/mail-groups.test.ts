import { expect, test } from '@jest/globals'
import { groupOfHost, isPrivateDomain, wellKnownGroup } from '../../src/domain/mail-groups.ts'

test('the big names are known without DNS', () => {
  expect(['gmail.com', 'googlemail.com'].map(wellKnownGroup)).toEqual(['gmail.com', 'gmail.com'])
  expect(['hotmail.com', 'live.com', 'msn.com', 'outlook.com'].map(wellKnownGroup)).toEqual(
    Array(4).fill('outlook.com'),
  )
  expect(['ymail.com', 'aol.com', 'yahoo.com'].map(wellKnownGroup)).toEqual(Array(3).fill('yahoo.com'))
  expect(['me.com', 'mac.com', 'icloud.com'].map(wellKnownGroup)).toEqual(Array(3).fill('icloud.com'))
  expect(wellKnownGroup('constructor')).toBeNull()
})

test('domains with their mail at one host are one destination, and the same one as the host’s own', () => {
  expect(groupOfHost('ASPMX.L.GOOGLE.COM.')).toBe('gmail.com')
  expect(groupOfHost('alt1.aspmx.l.google.com')).toBe('gmail.com')
  expect(groupOfHost('contoso-com.mail.protection.outlook.com')).toBe('outlook.com')
  expect(groupOfHost('contoso-com.a1.mx.microsoft')).toBe('outlook.com')
  expect(groupOfHost('mta5.am0.yahoodns.net')).toBe('yahoo.com')
  expect(groupOfHost('mx01.mail.icloud.com')).toBe('icloud.com')
  expect(groupOfHost('mx.marsad.example')).toBe('marsad.example')
  expect(groupOfHost('mail.uni.ac.uk')).toBe('uni.ac.uk')
  expect(groupOfHost('mail.other.ac.uk')).toBe('other.ac.uk')
  expect(groupOfHost('mx.stc.com.sa')).toBe('stc.com.sa')
  expect(groupOfHost('localhost')).toBe('localhost')
})

test('names that no public DNS knows are not asked for', () => {
  for (const name of [
    'marsad.example',
    'example.org',
    'mail.example.com',
    'site.test',
    'localhost',
    '[127.0.0.1]',
    'intranet',
  ])
    expect([name, isPrivateDomain(name)]).toEqual([name, true])
  for (const name of ['gmail.com', 'notexample.org', 'testing.org'])
    expect([name, isPrivateDomain(name)]).toEqual([name, false])
})
