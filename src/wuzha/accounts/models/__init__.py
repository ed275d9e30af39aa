from wuzha.accounts.models.bank_accounts import AccountCheck as AccountCheck
from wuzha.accounts.models.bank_accounts import BankAccount as BankAccount
from wuzha.accounts.models.look_backs import LookBack as LookBack
from wuzha.accounts.models.merchants import AllowedMerchant as AllowedMerchant
from wuzha.accounts.models.suspicions import Suspicion as Suspicion
