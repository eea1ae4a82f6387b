/** What a key may be allowed to do. */
export const scopes = [
  'newsletters:read',
  'newsletters:write',
  'sources:read',
  'sources:write',
  'posts:read',
  'posts:write',
  'issues:read',
  'issues:send',
  'alarms:read',
  'alarms:write',
  'subscribers:read',
  'subscribers:write',
  'suppressions:read',
  'suppressions:write',
  'senders:read',
  'senders:write',
  'destinations:read',
  'destinations:write',
] as const
export type Scope = (typeof scopes)[number]
