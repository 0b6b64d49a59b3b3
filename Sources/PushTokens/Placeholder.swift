// PushTokens
