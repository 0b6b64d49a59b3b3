public import OMEMO
public import Primitives
public import PushTokens
public import Storage

// The types of other targets that stand in the signatures here, so that an app imports `Pawl` and nothing else.

public typealias DeviceID = OMEMO.DeviceID
public typealias Namespace = OMEMO.Namespace
public typealias Trust = OMEMO.Trust
public typealias TrustPolicy = OMEMO.TrustPolicy

public typealias SecretBytes = Primitives.SecretBytes
public typealias SecretFileError = Primitives.SecretFileError

public typealias StoreKey = Storage.StoreKey
public typealias StorageError = Storage.StorageError
public typealias AppDatabase = Storage.AppDatabase
public typealias GenerationMirror = Storage.GenerationMirror
public typealias StoreGeneration = Storage.StoreGeneration
public typealias FileMirror = Storage.FileMirror

public typealias PushToken = PushTokens.PushToken
public typealias PushEndpoint = PushTokens.PushEndpoint
public typealias TokenPayload = PushTokens.TokenPayload
public typealias TokenGrant = PushTokens.TokenGrant
public typealias TokenPurpose = PushTokens.TokenPurpose
public typealias KnockRequest = PushTokens.KnockRequest
public typealias KnockResponse = PushTokens.KnockResponse
public typealias ContactPresence = PushTokens.ContactPresence
public typealias KnockTrigger = PushTokens.KnockTrigger
public typealias KnockDecision = PushTokens.KnockDecision
public typealias KnockGrounds = PushTokens.KnockGrounds
public typealias KnockRestraint = PushTokens.KnockRestraint
