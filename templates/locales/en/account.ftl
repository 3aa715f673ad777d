# My account, signing in, one-time links
title-account = My account
title-login = Sign in
title-set-password = Set your password
title-setup = Set up the portal

field-password = Password
field-current-password = Current password
field-new-password = New password
field-help-new-password = At least 10 characters, hard to guess
field-repeat-password = New password again
field-totp = One-time code
field-refresh-token = Refresh token
error-wrong-password = “{ $field }” is not right.
error-not-the-same = The two passwords are not the same.

login-submit = Sign in
login-help = No mail? Your administrator can make a new one-time link.
login-demo-title = Accounts of the demonstration
login-demo-help = One click signs in. Every password is { $password }.
login-left = You are signed out.
login-setup-done = The portal is set up. Please sign in.
set-password-note = Choose a password. You are then signed in, and this link stops working.
setup-note = Creates the vendor and its first administrator. This link then stops working.
link-gone = This link no longer works
link-gone-help = It was used, is too old, or is incomplete. Ask for a new one through “Forgot your password?” or from your administrator.

account-facts = About me
account-facts-help = Ask your administrator to change these.
account-password = Change password
account-password-change = Change password
account-password-what = Your sessions on other devices end at once.
account-sessions = Signed-in devices
account-sessions-help = If you do not know one of these, end it and change your password.
account-session-agent = Device
account-session-address = Address
account-session-since = Since
account-session-end = End
account-session-current = This one
account-end-others = End all others
session-kind-pages = Browser
session-kind-api = API

flash-password-changed = Your password is changed; your other sessions have ended.
flash-session-ended = The session has ended.
flash-sessions-ended = All other sessions have ended.
flash-too-many-tries = Too many tries; please wait a moment.
